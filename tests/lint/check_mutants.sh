#!/usr/bin/env bash
# The number of deliberate bugs that tests/README.md states, in words and in the closing line of what has to find
# them, is the number of files that hold one.
#
#   check_mutants.sh [ROOT]         ROOT holds tests/README.md and the mutants; by default this repository
set -euo pipefail

CDPATH='' cd -- "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

# check FOLDER CLOSING: the row of the table with that closing line tells how many are in the folder.
check() {
  local held row stated number
  held=$(find "$1" -name '*.mutant' | wc -l)
  row=$(grep -F "| \`$2: " tests/README.md || true)
  stated=$(grep -oE '[0-9]+ deliberate bugs|[0-9]+/[0-9]+ seeded bugs caught' <<<"$row" | grep -oE '[0-9]+' || true)
  if [[ $(wc -w <<<"$stated") -ne 3 ]]; then
    echo "check_mutants: no row of tests/README.md states 'N deliberate bugs' and '$2: … N/N seeded bugs caught'"
    exit 1
  fi
  for number in $stated; do
    if [[ $number -ne $held ]]; then
      echo "check_mutants: tests/README.md says $number, and $1 holds $held: run ./tests/run.sh simulation" \
        "and write down its closing lines"
      exit 1
    fi
  done
  echo "check_mutants: $held deliberate bugs in $1, as tests/README.md says"
}
check tests/simulation/mutants simulation
check tests/mutants mutants
