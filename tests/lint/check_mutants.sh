#!/usr/bin/env bash
# The number of deliberate bugs that tests/README.md states, in words and in the simulation's closing line, is the
# number of files that hold one.
#
#   check_mutants.sh [ROOT]         ROOT holds tests/README.md and tests/simulation/mutants; by default this repository
set -euo pipefail

CDPATH='' cd -- "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"
held=$(find tests/simulation/mutants -name '*.mutant' | wc -l)
stated=$(grep -oE '[0-9]+ deliberate bugs|[0-9]+/[0-9]+ seeded bugs caught' tests/README.md | grep -oE '[0-9]+' || true)
if [[ $(wc -w <<<"$stated") -ne 3 ]]; then
  echo "check_mutants: tests/README.md does not state 'N deliberate bugs' and 'N/N seeded bugs caught', once each"
  exit 1
fi
for number in $stated; do
  if [[ $number -ne $held ]]; then
    echo "check_mutants: tests/README.md says $number, and tests/simulation/mutants holds $held: run ./tests/run.sh simulation" \
      "and write down its closing line"
    exit 1
  fi
done
echo "check_mutants: $held deliberate bugs, as tests/README.md says"
