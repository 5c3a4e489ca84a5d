#!/usr/bin/env bash
# The instructions that the engine takes for each cluster must not grow with the fleet: at most 1.2 times as many
# at 10,000 as at 1,000. Counted by valgrind, so that no machine's load changes them; growth.cpp counts allocations.
#
#   growth.sh GROWTH_ENGINE
set -euo pipefail

instructions_each() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" "$2" 2>&1 |
    awk -v count="$2" '/Collected :/ { print int($NF / count); found = 1 } END { exit !found }'
}

small=$(instructions_each "$1" 1000)
large=$(instructions_each "$1" 10000)
echo "growth: $small instructions a cluster at 1,000, $large at 10,000"
awk -v small="$small" -v large="$large" 'BEGIN { exit !(large < 1.2 * small) }'
