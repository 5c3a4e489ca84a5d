#!/usr/bin/env bash
# Checks what may include what:
#   - arrows run controller -> manifests -> api and never back;
#   - what decides, that is the sources of the target fwop_engine and every header of ours that they reach,
#     includes no I/O library and no thread, and in controller/ reads no clock and no random device.
#
#   check_includes.sh [ROOT]        ROOT holds api/, manifests/ and controller/; by default this repository
set -euo pipefail

CDPATH='' cd -- "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

# What deciding may not reach.
readonly io_headers='^(boost/(asio|beast|url)|openssl|sqlite3|spdlog|fmt|prometheus|yaml-cpp|CLI|sys|arpa|netinet|unistd\.h|fcntl\.h|poll\.h|signal\.h|csignal|thread|mutex|shared_mutex|condition_variable|future|fstream|iostream)(/|\.h|$)'
# A clock or chance of one's own makes a run that cannot be repeated.
readonly impure='_clock::now *\(|random_device|[^_a-z]time *\( *(nullptr|NULL|0) *\)|gettimeofday|clock_gettime|[^_a-z]getenv'

mapfile -t files < <(find api manifests controller -name '*.[ch]pp' | LC_ALL=C sort)
engine=$(sed -n '/^add_library(fwop_engine/,/)/p' controller/engine/CMakeLists.txt | grep -o '[a-z0-9_]*\.cpp' || true)
[[ -n $engine ]] || { echo "check_includes: controller/engine/CMakeLists.txt has no target fwop_engine"; exit 1; }

# By the environment: gawk takes the backslashes out of what -v hands over, and mawk does not.
ENGINE=${engine//$'\n'/ } IO_HEADERS=$io_headers IMPURE=$impure awk '
  BEGIN { engine = ENVIRON["ENGINE"]; io_headers = ENVIRON["IO_HEADERS"]; impure = ENVIRON["IMPURE"] }
  function complain(text) { print "check_includes: " text; ++complaints }
  function rank(path) {
    return path ~ /^api\// ? 0 : path ~ /^manifests\// ? 1 : path ~ /^controller\// ? 2 : -1
  }
  # Everything that `file` reaches, each file once; `chain` tells by which way.
  function reach(file, chain,    i, header) {
    if (file in seen) return
    seen[file] = 1
    if (file ~ /^controller\// && file in own_clock)
      complain(own_clock[file] ": what decides reads no clock, chance or environment")
    for (i = 1; i <= count[file]; ++i) {
      header = include[file, i]
      if (header in known) reach(header, chain " -> " header)
      else if (header ~ io_headers) complain(chain " -> <" header ">: what decides does no I/O")
    }
  }

  FNR == 1 { known[FILENAME] = 1 }
  /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
    header = $0
    sub(/^[^<"]*[<"]/, "", header)
    sub(/[>"].*/, "", header)
    include[FILENAME, ++count[FILENAME]] = header
    if (rank(header) > rank(FILENAME))
      complain(FILENAME ":" FNR ": includes " header ", against the arrows controller -> manifests -> api")
  }
  {
    code = $0
    sub(/\/\/.*/, "", code)
    if (code ~ impure) own_clock[FILENAME] = FILENAME ":" FNR
  }
  END {
    sources = split(engine, source, " ")
    for (i = 1; i <= sources; ++i) {
      file = "controller/engine/" source[i]
      if (file in known) reach(file, file)
      else complain("no file " file ", which fwop_engine names")
    }
    for (file in seen) ++reached
    if (!complaints) print "check_includes: " sources " sources decide, and reach " reached " files without I/O"
    exit complaints ? 1 : 0
  }' "${files[@]}"
