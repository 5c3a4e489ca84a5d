#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests.
#
#   tests/run.sh [--preset NAME] [LABEL…]
#
#   LABEL           tests of these ctest labels only (any of them); without any: unit simulation integration,
#                   which take a few minutes
#   --preset NAME   a preset of CMakePresets.json: release (the default, or $FWOP_PRESET), debug, asan, tsan
#   --help          this text
#
# CI=true makes warnings errors. The exit status is ctest's, and its summary closes the output; where the
# labels simulation or crash were asked for by name, the closing lines of those follow it.
set -euo pipefail

CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/.."

# What the person has set who runs this (a key, a gitconfig, a shard of the tests) is none of the tests' business.
unset "${!FIREWORKS_@}" "${!GIT_@}" "${!GTEST_@}" CMAKE_GENERATOR CMAKE_BUILD_TYPE DESTDIR
# libgit2's ssh takes no path with a space, however it is written.
[[ ${TMPDIR:-} != *[[:space:]]* ]] || unset TMPDIR

usage() { sed -n '2,/^set /{/^# \{0,1\}/s///p}' tests/run.sh; }
die() {
  echo "tests/run.sh: $*" >&2
  exit 2
}

preset=${FWOP_PRESET:-release}
labels=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --preset)
      [[ $# -ge 2 ]] || die "--preset needs a name: release, debug, asan or tsan"
      preset=$2
      shift
      ;;
    --preset=*) preset=${1#*=} ;;
    -*) die "there is no option $1; try --help" ;;
    *)
      [[ $1 =~ ^[a-z][a-z0-9_-]*$ ]] || die "'$1' is not a label; try --help"
      labels+=("$1")
      ;;
  esac
  shift
done
asked=("${labels[@]}")
[[ ${#labels[@]} -gt 0 ]] || labels=(unit simulation integration)

werror=OFF
[[ ${CI:-} != true ]] || werror=ON

deploy/install-packages.sh build test
cmake --preset "$preset" -DFWOP_WERROR=$werror </dev/null
known=$(cmake --build --preset "$preset" --target help </dev/null | sed -n 's/^tests-\([a-z]*\): phony$/\1/p')
targets=()
for label in "${labels[@]}"; do
  grep -qx "$label" <<<"$known" || die "no test has the label '$label'; there are: $(paste -sd' ' <<<"$known")"
  targets+=(--target "tests-$label")
done
cmake --build --preset "$preset" -j"$(deploy/build-jobs.sh)" "${targets[@]}" </dev/null

# ctest takes one regular expression; a test of several labels has them with commas between.
matching() { echo "(^|,)($(IFS='|' && echo "$*"))(,|\$)"; }
for label in "${labels[@]}"; do
  ctest --test-dir "build/$preset" -N -L "$(matching "$label")" </dev/null | grep -q '^Total Tests: [1-9]' ||
    die "no test has the label '$label' in this preset"
done
status=0
ctest --test-dir "build/$preset" -L "$(matching "${labels[@]}")" -j"$(nproc)" --output-on-failure --no-tests=error </dev/null ||
  status=$?

log=build/$preset/Testing/Temporary/LastTest.log
closing=()
case " ${asked[*]} " in *" simulation "*) closing+=(mutants simulation) ;; esac
case " ${asked[*]} " in *" crash "*) closing+=(crash) ;; esac
for name in "${closing[@]}"; do grep "^$name: " "$log" | tail -n 1 || true; done
exit $status
