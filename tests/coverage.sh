#!/usr/bin/env bash
# Prints how much of what decides, reads manifests and speaks to the API the unit tests reach: lines and branches of
# controller/engine, manifests and api, file by file, and in all.
#
#   tests/coverage.sh [FOLDER…]       other folders than these three
#
# Builds with the preset "coverage" in build/coverage, installs what is missing, and needs some ten minutes the first
# time. Nothing depends on the figures: they show where a test is missing, not that one is good.
set -euo pipefail

CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/.."
folders=("$@")
[[ $# -gt 0 ]] || folders=(controller/engine manifests api)

deploy/install-packages.sh build test coverage
cmake --preset coverage -DFWOP_SEEDED_BUGS=OFF >/dev/null
cmake --build --preset coverage --target tests-unit -- -j "$(deploy/build-jobs.sh)" >/dev/null
# Counts of an earlier run would be added to.
find build/coverage -name '*.gcda' -delete
ctest --preset coverage -L unit -E '^lint|Growth' -j "$(nproc)" --quiet

filters=()
for folder in "${folders[@]}"; do filters+=(--filter "$folder/"); done
report() { gcovr --root . --object-directory build/coverage "${filters[@]}" --exclude-throw-branches "$@"; }
report --txt
echo 'Branches:'
report --txt --branches
