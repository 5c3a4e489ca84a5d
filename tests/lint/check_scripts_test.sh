#!/usr/bin/env bash
# Breaks what check_scripts.sh watches once each, in a tree of its own, and wants it to be seen.
set -euo pipefail

here=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=${here%/tests/lint}
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

plant() {
  rm -rf "${tree:?}"/* "$tree/.ci"
  mkdir -p "$tree/tests"
  cp -r "$root/deploy" "$root/.ci" "$tree"
  cp -r "$root/tests/lint" "$tree/tests"
  cp -r "$root/api" "$root/manifests" "$root/controller" "$tree"
}

# expect accepted|refused NAME WORDS [FILE PATTERN REPLACEMENT]: plants the good tree, replaces in FILE (sed), checks;
# a refusal has to contain WORDS.
expect() {
  local wanted=$1 name=$2 words=$3 found=accepted
  plant
  if [[ $# -gt 3 ]]; then
    sed -i "s|$5|$6|" "$tree/$4"
    if [[ -e $root/$4 ]] && cmp -s "$root/$4" "$tree/$4"; then
      echo "check_scripts_test: $name: $4 does not hold $5" && failures=$((failures + 1))
    fi
  fi
  "$here/check_scripts.sh" "$tree" >"$tree/out" 2>&1 || found=refused
  if [[ $found != "$wanted" ]] || ! grep -qF -- "$words" "$tree/out"; then
    echo "check_scripts_test: $name: $found, not $wanted with '$words'"
    cat "$tree/out"
    failures=$((failures + 1))
  fi
}

expect accepted 'the scripts as they are' ' 0 complaints'
expect refused 'a regular expression goes by -v, which gawk unescapes' 'check_includes.sh, with gawk' \
  tests/lint/check_includes.sh "IMPURE=\$impure awk '" "awk -v i=\"\$impure\" 'BEGIN { ENVIRON[\"IMPURE\"] = i }"
expect refused 'only gawk has gensub' 'build-jobs.sh, with gawk' deploy/build-jobs.sh 'int(' 'gensub(/x/, "x", "g", '
expect refused 'an awk that nobody rehearses' 'add tests/lint/check_alerts.sh' \
  tests/lint/check_alerts.sh '^promtool test' 'awk 1 /dev/null; promtool test'
expect refused "the caller's CDPATH has a say" "write CDPATH='' cd -- there" .ci/run "CDPATH='' cd -- " 'cd '
expect refused 'a bashism in what says sh' 'shellcheck finds fault' deploy/build-jobs.sh '^\[ ' '[[ 1 == 1 ]] \&\& [ '
exit $((failures > 0))
