#!/usr/bin/env bash
# A running daemon leaves no core dump, and no other process of its user reads its memory: both hold the API key.
#
#   check_core_dump.sh PROGRAM
set -euo pipefail

program=$1
scratch=$(mktemp -d)
daemon=
trap 'if [[ -n $daemon ]]; then kill "$daemon"; wait "$daemon" || true; fi; rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
as_nobody=()
# Of root's processes /proc tells nothing: all of it is root's.
if [[ $(id -u) == 0 ]]; then as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
"${as_nobody[@]}" test -x "$program" || { echo "check_core_dump: $program cannot be run by another user"; exit 1; }
"${as_nobody[@]}" "$program" run --standin --allow-empty "$scratch" >/dev/null 2>&1 &
daemon=$!
for ((tries = 0; tries < 100; ++tries)); do
  limit=$(sed -n 's/^Max core file size *\([^ ]*\) *\([^ ]*\).*/\1 \2/p' "/proc/$daemon/limits")
  owner=$(stat -c %u "/proc/$daemon/environ")
  if [[ $limit == '0 0' && $owner == 0 ]]; then
    echo 'check_core_dump: no core dump, and its memory is its own'
    exit 0
  fi
  sleep 0.1
done
echo "check_core_dump: the limit is '$limit', and /proc/PID/environ belongs to user $owner"
exit 1
