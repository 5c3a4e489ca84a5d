#!/usr/bin/env bash
# Breaks each rule of check_includes.sh once, in a tree of its own, and wants it to be seen.
set -euo pipefail

check=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")" && pwd)/check_includes.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

plant() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/{api/clusters,manifests,controller/{cli,engine,runtime},tests/lint}
  printf '%s\n' 'api/clusters :' 'manifests : api/clusters' 'controller/engine : manifests' \
    'controller/runtime : controller/engine' 'controller/cli : controller/runtime' >"$tree/tests/lint/rooms.txt"
  printf 'add_library(fwop_clusters STATIC types.cpp)\n' >"$tree/api/clusters/CMakeLists.txt"
  printf 'add_library(fwop_engine STATIC decide.cpp)\n' >"$tree/controller/engine/CMakeLists.txt"
  printf 'add_library(fwop_runtime STATIC runtime.cpp)\ntarget_link_libraries(fwop_runtime PUBLIC fwop_engine)\n' \
    >"$tree/controller/runtime/CMakeLists.txt"
  echo '#include <string>' >"$tree/api/clusters/types.hpp"
  echo '#include "api/clusters/types.hpp"' >"$tree/manifests/manifest.hpp"
  echo '#include "manifests/manifest.hpp"' >"$tree/controller/engine/decide.cpp"
  echo '#include <string>' >"$tree/controller/engine/decide.hpp"
  printf '#include <boost/asio/awaitable.hpp>\n#include "controller/engine/decide.hpp"\n' \
    >"$tree/controller/runtime/runtime.hpp"
  printf '#include <thread>\n#include "controller/runtime/runtime.hpp"\n' >"$tree/controller/cli/run.cpp"
}

# expect accepted|refused NAME [FILE LINE]: plants the good tree, adds LINE to FILE, checks.
expect() {
  local wanted=$1 name=$2 found=accepted
  plant
  if [[ $# -ge 4 ]]; then
    mkdir -p "$(dirname "$tree/$3")"
    printf "%s\n" "$4" >>"$tree/$3"
  fi
  "$check" "$tree" >"$tree/out" 2>&1 || found=refused
  if [[ $found != "$wanted" ]]; then
    echo "check_includes_test: $name: $found, not $wanted"
    cat "$tree/out"
    failures=$((failures + 1))
  fi
}

decide=controller/engine/decide.cpp
expect accepted 'a tree that keeps the rules'
expect refused 'api includes manifests' api/clusters/types.hpp '#include "manifests/manifest.hpp"'
expect refused 'manifests include the controller' manifests/manifest.hpp '#include "controller/engine/decide.hpp"'
expect refused 'the engine includes the runtime' $decide '#include "controller/runtime/runtime.hpp"'
expect refused 'a room reaches over another' controller/cli/run.cpp '#include "controller/engine/decide.hpp"'
expect refused 'a target links a room that it may not include' controller/engine/CMakeLists.txt \
  'target_link_libraries(fwop_engine PUBLIC fwop_runtime)'
expect refused 'an arrow that nobody needs' tests/lint/rooms.txt 'tests : api/clusters'
expect refused 'an arrow upward' tests/lint/rooms.txt 'manifests : controller/cli'
expect refused 'a room that the table does not know' controller/new/new.hpp ''
expect refused 'a source beside main.cpp' controller/other.cpp ''
expect refused 'a decision includes Asio' $decide '#include <boost/asio.hpp>'
expect refused 'a decision includes SQLite' $decide '#include <sqlite3.h>'
expect refused 'a decision reaches yaml-cpp by way of a header' api/clusters/types.hpp '#include <yaml-cpp/yaml.h>'
expect refused 'a decision starts threads' $decide '  #  include <thread>'
expect refused 'a decision reads a clock' $decide 'auto t = std::chrono::steady_clock::now();'
expect accepted 'a comment that names a clock' $decide '// not steady_clock::now()'
exit $((failures > 0))
