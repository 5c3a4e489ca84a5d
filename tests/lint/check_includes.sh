#!/usr/bin/env bash
# Checks what may include what:
#   - arrows run controller -> manifests -> api and never back;
#   - what decides, that is every file of controller/ but those of io_files below, reaches no I/O library and
#     no thread, neither itself nor through any header of ours, and reads no clock and no random device.
#
#   check_includes.sh [ROOT]        ROOT holds api/, manifests/ and controller/; by default this repository
set -euo pipefail

cd "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

# Files of controller/ that may do I/O, as an extended regular expression over their paths.
readonly io_files='^controller/(cli/.*|(runtime|metrics|log|logs|logging|sqlite|main|live|status_page|status_api|[a-z_]*server|[a-z_]*sqlite)[a-z0-9_]*\.(hpp|cpp))$'
# What deciding may not reach.
readonly io_headers='^(boost/(asio|beast|url)|openssl|sqlite3|spdlog|fmt|prometheus|yaml-cpp|CLI|sys|arpa|netinet|unistd\.h|fcntl\.h|poll\.h|signal\.h|csignal|thread|mutex|shared_mutex|condition_variable|future|fstream|iostream)(/|\.h|$)'
# A clock or chance of one's own makes a run that cannot be repeated.
readonly impure='_clock::now *\(|random_device|[^_a-z]time *\( *(nullptr|NULL|0) *\)|gettimeofday|clock_gettime|[^_a-z]getenv'

mapfile -t files < <(find api manifests controller -name '*.[ch]pp' | LC_ALL=C sort)
[[ ${#files[@]} -gt 0 ]] || { echo "check_includes: no sources below $PWD" >&2; exit 1; }

awk -v io_files="$io_files" -v io_headers="$io_headers" -v impure="$impure" '
  function complain(text) { print "check_includes: " text; ++complaints }
  function rank(path) {
    return path ~ /^api\// ? 0 : path ~ /^manifests\// ? 1 : path ~ /^controller\// ? 2 : -1
  }
  # Everything that `file` reaches; `chain` tells by which way. `seen` is forgotten for each start.
  function reach(file, chain,    i, header) {
    if (file in seen) return
    seen[file] = 1
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
  FILENAME ~ /^controller\// && FILENAME !~ io_files {
    code = $0
    sub(/\/\/.*/, "", code)
    if (code ~ impure) complain(FILENAME ":" FNR ": reads a clock, chance or the environment: " code)
  }
  END {
    for (file in known) {
      if (file !~ /^controller\// || file ~ io_files) continue
      split("", seen)
      reach(file, file)
      ++checked
    }
    if (!checked) complain("found no file that decides")
    if (!complaints) print "check_includes: " checked " files decide without I/O"
    exit complaints ? 1 : 0
  }' "${files[@]}"
