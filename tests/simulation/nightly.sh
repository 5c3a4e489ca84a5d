#!/bin/sh
# New seeds for some minutes (15 unless told otherwise): what a night run is for. Prints what was found, with the
# smallest replay, and the closing line; exit 1 when anything was.
#
#   tests/simulation/nightly.sh [MINUTES] [SIMULATION]
set -eu
minutes=${1:-15}
root=$(CDPATH='' cd -- "$(dirname "$0")/../.." && pwd)
simulation=${2:-$root/build/release/simulation}
case $minutes in
  '' | *[!0-9]*)
    echo "usage: $0 [MINUTES] [SIMULATION]" >&2
    exit 2
    ;;
esac
if [ ! -x "$simulation" ]; then
  echo "$simulation is not built: cmake --preset release && cmake --build --preset release --target simulation" >&2
  exit 2
fi
exec "$simulation" --seeds 0 --new-seeds 1000000000 --seconds $((minutes * 60))
