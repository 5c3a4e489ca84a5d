#!/usr/bin/env bash
# Builds and runs the benchmark: run.sh [bench.py's options] [N…]; writes build/bench.json.
set -euo pipefail
CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/../.."
deploy/install-packages.sh build bench
cmake --preset release </dev/null >/dev/null
cmake --build --preset release --target bench </dev/null >/dev/null
exec python3 tests/bench/bench.py --build build/release --output build/bench.json "$@"
