#!/usr/bin/env bash
# From a fresh clone to clusters that are READY: installs the build packages, builds, and runs the operator on
# manifests/examples against the stand-in, a local clusters API. Nothing real is created and no key is needed.
#
#   quickstart.sh [ARGS…]     ARGS go to `fireworks-operator run`, such as --until-settled
#
# The exit status is the program's.
set -euo pipefail

root=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root log=$root/build/quickstart.log

build() {
  cd "$root" && cmake --preset release &&
    cmake --build --preset release --target fireworks-operator -j"$(deploy/build-jobs.sh)"
}

"$root/deploy/install-packages.sh" build
mkdir -p "$root/build"
echo "building… (first time: about 6 minutes on two cores; log: $log)" >&2
if ! (build) </dev/null >"$log" 2>&1; then
  # From the first failure on, without the compiler's command line.
  { grep -m 1 -A 30 -E '^FAILED:|^CMake Error' "$log" || tail -n 30 "$log"; } | grep -v '/c++ ' | cut -c -160 >&2 || true
  echo "quickstart.sh: the build failed; everything it said is in $log" >&2
  exit 1
fi

examples=$(realpath --relative-to="$PWD" "$root/manifests/examples")
cat >&2 <<BANNER
fireworks-operator runs $examples against the stand-in, a local clusters API: nothing real is created.
Change a manifest there and watch it act; Ctrl-C ends it.
BANNER
exec "$root/build/release/fireworks-operator" run "$examples" --standin --account-id my-account "$@"
