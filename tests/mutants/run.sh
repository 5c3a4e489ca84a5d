#!/usr/bin/env bash
# Runs the tests that have to find a deliberate bug, and fails when they do not: when they pass, when they end in
# another way than by an assertion, or when they do not pass without the bug, and so prove nothing. A bug whose tests are
# all skipped on this machine is not judged.
#
#   run.sh LIST        a line for each bug: the program with it, the program without, and the filter of its tests
set -euo pipefail

readonly patience=60  # Seconds for one program; a bug may make it wait for what never comes.
scratch=$(mktemp -d)
readonly scratch
trap 'rm -rf "$scratch"' EXIT

# judged STATUS LOG: how a test program ended.
judged() {
  case $1 in
    0)
      if grep -q '^\[==========\] Running 0 tests' "$2"; then
        echo 'runs no test'
      elif grep -q '^\[  PASSED  \] 0 tests' "$2"; then
        echo 'skips them all'
      else
        echo passes
      fi
      ;;
    1) if grep -qE '\.[ch]pp:[0-9]+: Failure$' "$2"; then echo fails; else echo 'fails without an assertion'; fi ;;
    124) echo "does not end within $patience s" ;;
    *) echo "ends with status $1" ;;
  esac
}

# run PROGRAM FILTER LOG: leaves how it ended in LOG.judged.
run() {
  local status=0
  timeout "$patience" "$1" --gtest_filter="$2" --gtest_color=no >"$3" 2>&1 </dev/null || status=$?
  judged "$status" "$3" >"$3.judged"
}

mapfile -t bugs <"$1"
running=0
# start PROGRAM FILTER LOG: as many at once as there are cores.
start() {
  if [[ $running -ge $(nproc) ]]; then wait -n; else running=$((running + 1)); fi
  run "$@" &
}
for bug in "${bugs[@]}"; do
  read -r with without filter <<<"$bug"
  start "$with" "$filter" "$scratch/${with##*/}"
  sound=$scratch/sound-$(cksum <<<"$without $filter" | tr -d ' ')
  if [[ ! -e $sound ]]; then
    : >"$sound"
    start "$without" "$filter" "$sound"
  fi
done
wait

caught=0
skipped=0
for bug in "${bugs[@]}"; do
  read -r with without filter <<<"$bug"
  name=${with##*/}
  sound=$scratch/sound-$(cksum <<<"$without $filter" | tr -d ' ')
  if [[ $(<"$sound.judged") == 'skips them all' ]]; then
    echo "$name: not judged, because ${without##*/} --gtest_filter='$filter' skips them all here"
    skipped=$((skipped + 1))
  elif [[ $(<"$sound.judged") != passes ]]; then
    echo "$name: without the bug, ${without##*/} --gtest_filter='$filter' $(<"$sound.judged"):"
    tail -n 20 "$sound"
  elif [[ $(<"$scratch/$name.judged") != fails ]]; then
    echo "$name: with the bug, ${without##*/} --gtest_filter='$filter' $(<"$scratch/$name.judged"):"
    tail -n 20 "$scratch/$name"
  else
    caught=$((caught + 1))
  fi
done
judged=$((${#bugs[@]} - skipped))
echo "mutants: $caught/$judged seeded bugs caught"
[[ $caught -gt 0 && $caught -eq $judged ]]
