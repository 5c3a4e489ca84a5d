#!/usr/bin/env bash
# What compiler and linker were asked for is in the built program: PIE, full RELRO, no executable stack, stack
# protector, CET on x86-64, and where it was built with optimisation and without sanitizers, _FORTIFY_SOURCE.
#
#   check_hardening.sh PROGRAM [fortified]
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
symbols=$(readelf --wide --dyn-syms "$program")
expect 'stack protector' ' __stack_chk_fail(@|$)' "$symbols"
if [[ ${2:-} == fortified ]]; then
  expect 'call checked by _FORTIFY_SOURCE' ' __(mem|str|v?s?n?printf|v?f?printf|read|recv|fd|poll)[a-z]*_chk(@|$)' "$symbols"
fi
if readelf --file-header "$program" | grep -q 'Machine:.*X86-64'; then
  expect 'mark of shadow stacks' 'x86 feature:.*SHSTK' "$(readelf --wide --notes "$program")"
  # IBT: a function that may be called by its address begins with endbr64.
  expect 'endbr64 at the start of main' 'endbr64' "$(objdump --disassemble=main "$program" | sed -n '/<main>:/{n;p;}')"
fi
echo "check_hardening: $failures complaints"
exit $((failures > 0))
