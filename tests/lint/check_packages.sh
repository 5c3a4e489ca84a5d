#!/usr/bin/env bash
# Every program that a test starts by its path comes from a package that deploy/packages.txt names, or that one of
# those needs: what is installed only by hand is missed on the next machine.
#
#   check_packages.sh [ROOT]        ROOT holds tests and deploy/packages.txt; by default this repository
set -euo pipefail

CDPATH='' cd -- "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"
command -v dpkg-query >/dev/null || { echo 'check_packages: no Debian system, nothing to compare with'; exit 0; }
failures=0

# Named, and what these need, one step on.
named=$(sed -e 's/[[:space:]]*#.*//' -e '/^\[/d' -e '/^$/d' deploy/packages.txt | sort -u)
mapfile -t asked <<<"$named"
needed=$(dpkg-query --show --showformat='${Depends}, ${Pre-Depends}\n' "${asked[@]}" 2>/dev/null |
  sed 's/[,|]/\n/g' | sed -E 's/^ *([^ :(]*).*/\1/' | sort -u || true)

mapfile -t programs < <(grep -rhoE '"/usr/s?bin/[A-Za-z0-9_.-]+"' tests --include='*.cpp' --include='*.hpp' |
  tr -d '"' | sort -u)
[[ ${#programs[@]} -gt 0 ]] || { echo 'check_packages: no test starts a program by its path'; exit 1; }
for program in "${programs[@]}"; do
  package=$(dpkg-query --search "$program" 2>/dev/null | sed -n 's/^\([^:, ]*\).*/\1/p' | head -n 1 || true)
  if [[ -z $package ]]; then
    echo "check_packages: $program belongs to no Debian package that is installed"
  elif ! grep -qx -- "$package" <<<"$named"$'\n'"$needed" &&
    [[ $(dpkg-query --show --showformat='${Essential}' "$package") != yes ]]; then
    echo "check_packages: $program is of $package, which deploy/packages.txt does not name"
  else
    continue
  fi
  failures=$((failures + 1))
done
echo "check_packages: ${#programs[@]} programs, $failures of packages that are not named"
exit $((failures > 0))
