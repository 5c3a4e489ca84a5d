#!/usr/bin/env bash
# Our shell scripts do the same whatever else the machine has:
#   - shellcheck finds nothing in them, and dash can read those that say sh;
#   - each script that uses awk, run here on its own, says the same with mawk and with gawk, and with what a
#     person may have set: CDPATH, POSIXLY_CORRECT, colours, another locale.
#
#   check_scripts.sh [ROOT]         ROOT holds the scripts; by default this repository
set -euo pipefail

root=$(CDPATH='' cd -- "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}" && pwd)
readonly root
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$root"
failures=0
complain() {
  echo "check_scripts: $*"
  failures=$((failures + 1))
}

scripts=()
while IFS= read -r -d '' file; do
  IFS= read -r first <"$file" || true
  case $first in
    '#!'*[/\ ]sh)
      dash -n "$file" || complain "$file: dash cannot read it"
      scripts+=("$file")
      ;;
    '#!'*[/\ ]bash) scripts+=("$file") ;;
  esac
done < <(find .ci deploy tests -type f -perm -u+x -print0 | LC_ALL=C sort -z)
[[ ${#scripts[@]} -gt 0 ]] || complain "no script found in $root"
shellcheck -- "${scripts[@]}" || complain 'shellcheck finds fault, see above'
grep -nE '\bcd .*(dirname|BASH_SOURCE)' -- "${scripts[@]}" | grep -v "CDPATH='' cd -- " |
  sed "s/^/check_scripts: the caller's CDPATH has a say in: /" >"$scratch/cd" || true
if [[ -s $scratch/cd ]]; then cat "$scratch/cd" && complain "write CDPATH='' cd -- there"; fi

# How to run a script that uses awk: without a compiler, a network or a change to the machine.
rehearse() {
  case $1 in
    # As many as there is memory for, which changes: that it is a number is all that stays.
    deploy/build-jobs.sh) "$1" | sed 's/^[1-9][0-9]*$/a number/' ;;
    deploy/install-packages.sh) "$1" build test; "$1" nonesuch ;;
    tests/bench/growth.sh) "$1" growth_engine ;;
    tests/lint/check_includes.sh) "$1" && "${1%.sh}_test.sh" ;;
    *) echo "add $1, which uses awk, to rehearse() in tests/lint/check_scripts.sh" ;;
  esac
}

# Packages are installed all but one, and installing that one is only said.
mkdir "$scratch/stubs" "$scratch/mawk" "$scratch/gawk"
cat >"$scratch/stubs/dpkg-query" <<'STUB'
#!/bin/sh
[ "$3" = jq ] || echo installed
STUB
cat >"$scratch/stubs/apt-get" <<'STUB'
#!/bin/sh
echo "apt-get $*" >>"$ASKED"
STUB
cat >"$scratch/stubs/sudo" <<'STUB'
#!/bin/sh
[ "$1" = -n ] && shift
exec "$@"
STUB
cat >"$scratch/stubs/valgrind" <<'STUB'
#!/bin/sh
for count; do :; done
echo "==1== Collected : $((count * 5000 + 1000000))" >&2
STUB
chmod +x "$scratch"/stubs/*
for awk in mawk gawk; do
  ln -s "$(command -v "$awk")" "$scratch/$awk/awk" || complain "there is no $awk: deploy/packages.txt names it"
done
# Where a script would end up that lets the caller's CDPATH have a say.
mkdir -p "$scratch/elsewhere/deploy" "$scratch/elsewhere/tests/lint" "$scratch/elsewhere/tests/bench"

# said_by AWK SCRIPT [VARIABLE=VALUE…]: what the script says and asks for, and its exit status.
said_by() (
  export PATH="$scratch/stubs:$scratch/$1:$PATH" ASKED="$scratch/asked"
  script=$2
  shift 2
  for setting; do export "${setting?}"; done
  : >"$ASKED"
  status=0
  rehearse "$script" </dev/null 2>&1 || status=$?
  cat "$ASKED"
  echo "exit $status"
)

rehearsed=0
for script in "${scripts[@]}"; do
  if [[ $script == tests/lint/check_scripts*.sh ]] || ! grep -qw awk "$script"; then continue; fi
  usual=$(said_by mawk "$script")
  case $usual in
    add\ *) complain "${usual%%$'\n'*}" && continue ;;
  esac
  rehearsed=$((rehearsed + 1))
  expected=0
  [[ $script != deploy/install-packages.sh ]] || expected=1  # it is asked for a section that is not there
  [[ $usual == *"exit $expected" ]] || complain "$script, with mawk:"$'\n'"$usual"
  for machine in gawk 'gawk LC_ALL=C' "mawk CDPATH=$scratch/elsewhere" 'mawk POSIXLY_CORRECT=1' \
    'gawk GREP_COLORS=mt=01;31 GREP_OPTIONS=--color=always CLICOLOR_FORCE=1'; do
    read -ra settings <<<"$machine"
    found=$(said_by "${settings[0]}" "$script" "${settings[@]:1}")
    [[ $found == "$usual" ]] || complain "$script, with $machine:"$'\n'"$found"$'\n'"instead of:"$'\n'"$usual"
  done
done
echo "check_scripts: ${#scripts[@]} scripts, $rehearsed of them with awk, $failures complaints"
exit $((failures > 0))
