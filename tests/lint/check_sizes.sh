#!/usr/bin/env bash
# No source of api/, manifests/ and controller/ has more than 300 lines: a file that grows beyond that does two jobs.
#
#   check_sizes.sh [ROOT]           ROOT holds the three folders; by default this repository
set -euo pipefail

CDPATH='' cd -- "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"
readonly most=300

find api manifests controller -name '*.[ch]pp' -exec wc -l {} + | MOST=$most awk '
  $2 == "total" { next }
  { ++files }
  $1 > longest { longest = $1; name = $2 }
  $1 > ENVIRON["MOST"] { print "check_sizes: " $2 " has " $1 " lines, and " ENVIRON["MOST"] " are the most"; ++complaints }
  END {
    if (!files) { print "check_sizes: there are no sources"; exit 1 }
    if (!complaints) print "check_sizes: " files " sources, the longest is " name " with " longest " lines"
    exit complaints ? 1 : 0
  }'
