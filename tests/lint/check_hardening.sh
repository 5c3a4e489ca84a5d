#!/usr/bin/env bash
# What the linker was asked for is in the built program: PIE, full RELRO, no executable stack.
#
#   check_hardening.sh PROGRAM
set -euo pipefail

program=$1
failures=0
expect() { # WHAT PATTERN TEXT
  grep -qE -- "$2" <<<"$3" && return
  echo "check_hardening: $program has no $1"
  failures=$((failures + 1))
}
dynamic=$(readelf --wide --dynamic "$program")
segments=$(readelf --wide --segments "$program")
expect 'PIE' 'Flags:.*\bPIE\b' "$dynamic"
expect 'immediate binding' 'BIND_NOW|Flags:.*\bNOW\b' "$dynamic"
expect 'RELRO' 'GNU_RELRO' "$segments"
expect 'stack without execution' 'GNU_STACK.* RW ' "$segments"
echo "check_hardening: $failures complaints"
exit $((failures > 0))
