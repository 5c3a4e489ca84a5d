#!/usr/bin/env bash
# No source of api/, manifests/ and controller/ has more than 300 lines: a file that grows beyond that does two jobs.
#
#   check_sizes.sh [ROOT]           ROOT holds the three folders; by default this repository
set -euo pipefail

CDPATH='' cd -- "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"
readonly most=300

failures=0
files=0
while read -r lines name; do
  [[ $name != total ]] || continue
  files=$((files + 1))
  if ((lines > most)); then
    echo "check_sizes: $name has $lines lines, and $most are the most"
    failures=$((failures + 1))
  fi
done < <(find api manifests controller -name '*.[ch]pp' -exec wc -l {} +)
[[ $files -gt 0 ]] || { echo 'check_sizes: there are no sources'; exit 1; }
echo "check_sizes: $files sources, $failures longer than $most lines"
exit $((failures > 0))
