#!/usr/bin/env bash
# Installs what is missing of packages.txt, and says nothing when nothing is.
#
#   install-packages.sh [SECTION…]      sections: build (the default), test, browser, bench, coverage
#
# As root, or as somebody who may use sudo. It never removes a package, adds no recommended ones, and leaves
# no service behind: a Prometheus that it brings is for tests to start, not for the machine to run.
set -euo pipefail

here=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here list=$here/packages.txt
readonly policy=/usr/sbin/policy-rc.d
# Packages of the list that would start a service, as patterns; and how their units are named.
readonly bringers='@(prometheus*|lighttpd|openssh-server)' services='prometheus*|lighttpd|ssh'
shopt -s extglob

die() {
  echo "install-packages.sh: $*" >&2
  exit 1
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  die "this is not a Debian system; install what $list names in your own way"
fi

# The packages of section $1; a section that the list does not have is an error.
packages_of() {
  awk -v want="[$1]" '
    { sub(/#.*/, "") }
    /^\[/ { inside = ($1 == want); known += inside; next }
    NF && inside { print $1 }
    END { exit known ? 0 : 1 }' "$list"
}

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

missing=()
for section in "${@:-build}"; do
  names=$(packages_of "$section") || die "no section [$section] in $list; it has: $(
    sed -n 's/^\[\(.*\)\]$/\1/p' "$list" | paste -sd' ')"
  for name in $names; do
    is_installed "$name" || missing+=("$name")
  done
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $EUID -ne 0 ]]; then
  by_hand="as root: apt-get install --no-install-recommends ${missing[*]}"
  command -v sudo >/dev/null || die "packages are missing and there is neither root nor sudo; run $by_hand"
  # Without a terminal nobody can type a password.
  if [[ ! -t 0 ]]; then
    sudo -n true 2>/dev/null || die "packages are missing and sudo wants a password; run $by_hand"
  fi
  as_root=(sudo)
fi

scratch=$(mktemp -d)
our_policy=
clean_up() {
  [[ -z $our_policy ]] || "${as_root[@]}" rm -f "$policy"
  rm -rf "$scratch"
}
trap clean_up EXIT

# Debian starts a daemon as soon as it is installed, unless policy-rc.d forbids it. Ours forbids nothing
# else, since an upgraded library may have to restart other services; one that is there already stays.
forbid_services() {
  [[ ! -e $policy ]] || return 0
  cat >"$scratch/policy-rc.d" <<SCRIPT
#!/bin/sh
# Of install-packages.sh, which takes it away again.
case "\$1" in
$services) exit 101 ;;
esac
exit 0
SCRIPT
  our_policy=yes
  "${as_root[@]}" install -m 755 "$scratch/policy-rc.d" "$policy"
}

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
    apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >>"$scratch/log" 2>&1 </dev/null
}

install_missing() {
  apt install --yes --no-install-recommends --no-remove "${missing[@]}"
}

echo "installing ${#missing[@]} Debian packages: ${missing[*]}" >&2

new_units=()
for name in "${missing[@]}"; do
  # shellcheck disable=SC2053  # a pattern on purpose
  [[ $name != $bringers ]] || new_units+=("${name/#openssh-server/ssh}")
done
[[ ${#new_units[@]} -eq 0 ]] || forbid_services

# Lists may be absent (a fresh container) or old (files that the mirror has dropped): one update mends both.
if ! install_missing; then
  apt update || true
  if ! install_missing; then
    tail -n 15 "$scratch/log" >&2
    if grep -q 'Packages need to be removed' "$scratch/log"; then
      die "another package is in the way (Boost 1.74 and 1.81 cannot be there together);" \
        "decide for yourself with: apt-get install --no-install-recommends ${missing[*]}"
    fi
    die "apt-get failed, see above; check the network and /etc/apt/sources.list, then run this again"
  fi
fi

# Nor shall it start at the next boot.
if [[ ${#new_units[@]} -gt 0 ]] && command -v systemctl >/dev/null; then
  "${as_root[@]}" systemctl disable --quiet "${new_units[@]}" >>"$scratch/log" 2>&1 || true
fi
