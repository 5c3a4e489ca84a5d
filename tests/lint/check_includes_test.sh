#!/usr/bin/env bash
# Breaks each rule of check_includes.sh once, in a tree of its own, and wants it to be seen.
set -euo pipefail

check=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_includes.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

plant() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/{api,manifests,controller/{cli,engine}}
  printf 'add_library(fwop_engine STATIC\n  decide.cpp)\nadd_library(rest runtime.cpp)\n' \
    >"$tree/controller/engine/CMakeLists.txt"
  echo '#include <string>' >"$tree/api/types.hpp"
  echo '#include "api/types.hpp"' >"$tree/manifests/manifest.hpp"
  echo '#include "manifests/manifest.hpp"' >"$tree/controller/engine/decide.cpp"
  echo '#include <boost/asio/awaitable.hpp>' >"$tree/controller/runtime.cpp"
  echo '#include <thread>' >"$tree/controller/cli/run.cpp"
}

# expect accepted|refused NAME [FILE LINE]: plants the good tree, adds LINE to FILE, checks.
expect() {
  local wanted=$1 name=$2 found=accepted
  plant
  [[ $# -lt 4 ]] || printf '%s\n' "$4" >>"$tree/$3"
  "$check" "$tree" >"$tree/out" 2>&1 || found=refused
  if [[ $found != "$wanted" ]]; then
    echo "check_includes_test: $name: $found, not $wanted"
    cat "$tree/out"
    failures=$((failures + 1))
  fi
}

expect accepted 'a tree that keeps the rules'
expect refused 'api includes manifests' api/types.hpp '#include "manifests/manifest.hpp"'
expect refused 'manifests include the controller' manifests/manifest.hpp '#include "controller/decide.hpp"'
expect refused 'a decision includes Asio' controller/engine/decide.cpp '#include <boost/asio.hpp>'
expect refused 'a decision includes SQLite' controller/engine/decide.cpp '#include <sqlite3.h>'
expect refused 'a decision reaches yaml-cpp by way of a header' api/types.hpp '#include <yaml-cpp/yaml.h>'
expect refused 'a decision starts threads' controller/engine/decide.cpp '  #  include <thread>'
expect refused 'a source of the engine is not there' controller/engine/CMakeLists.txt 'add_library(fwop_engine b.cpp)'
expect refused 'a decision reads a clock' controller/engine/decide.cpp 'auto t = std::chrono::steady_clock::now();'
expect accepted 'a comment that names a clock' controller/engine/decide.cpp '// not steady_clock::now()'
exit $((failures > 0))
