#!/usr/bin/env bash
# Checks what may include what:
#   - a source includes its own room and the rooms that rooms.txt allows it, and nothing else of ours; each room
#     there stands above all that it may include, and each arrow there is used;
#   - a CMake target links no other room than these;
#   - controller/ itself holds main.cpp and no other source;
#   - what decides, that is controller/engine and every header of ours that it reaches, includes no I/O library
#     and no thread, and in controller/ reads no clock and no random device.
# Prints how many rooms, floors and arrows there are; with --arrows each of them.
#
#   check_includes.sh [--arrows] [ROOT]    ROOT holds api/, manifests/, controller/ and tests/lint/rooms.txt; by
#                                          default this repository
set -euo pipefail

arrows=0
if [[ ${1:-} == --arrows ]]; then
  arrows=1
  shift
fi
CDPATH='' cd -- "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

# What deciding may not reach.
readonly io_headers='^(boost/(asio|beast|url)|openssl|sqlite3|spdlog|fmt|prometheus|yaml-cpp|CLI|sys|arpa|netinet|unistd\.h|fcntl\.h|poll\.h|signal\.h|csignal|thread|mutex|shared_mutex|condition_variable|future|fstream|iostream)(/|\.h|$)'
# A clock or chance of one's own makes a run that cannot be repeated.
readonly impure='_clock::now *\(|random_device|[^_a-z]time *\( *(nullptr|NULL|0) *\)|gettimeofday|clock_gettime|[^_a-z]getenv'

mapfile -t files < <(find api manifests controller \( -name '*.[ch]pp' -o -name CMakeLists.txt \) | LC_ALL=C sort)

# By the environment: gawk takes the backslashes out of what -v hands over, and mawk does not.
ARROWS=$arrows IO_HEADERS=$io_headers IMPURE=$impure awk '
  BEGIN { io_headers = ENVIRON["IO_HEADERS"]; impure = ENVIRON["IMPURE"] }
  function complain(text) { print "check_includes: " text; ++complaints }
  function room_of(path) { return match(path, /\/[^\/]*$/) ? substr(path, 1, RSTART - 1) : "" }
  function note_arrow(from, to, where) {
    if (from == to || !(to in floor) || !(from in floor)) return
    if ((from, to) in allowed) used[from, to] = 1
    else complain(where ", and rooms.txt does not let " from " include " to)
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

  FILENAME ~ /rooms\.txt$/ {
    if ($0 ~ /^#/ || NF == 0) next
    room[++rooms] = $1
    floor[$1] = 0
    for (i = 3; i <= NF; ++i) {
      if (!($i in floor)) complain("rooms.txt: " $1 " may include " $i ", which stands on no lower line")
      allowed[$1, $i] = 1
      if (floor[$i] + 1 > floor[$1]) floor[$1] = floor[$i] + 1
    }
    if (floor[$1] > top) top = floor[$1]
    next
  }
  FNR == 1 {
    here = room_of(FILENAME)
    is_cmake = FILENAME ~ /CMakeLists\.txt$/
    if (!is_cmake) {
      source[++sources] = FILENAME
      known[FILENAME] = 1
      if (!(here in floor)) complain(FILENAME ": " here " is no room of rooms.txt")
      if (here == "controller" && FILENAME != "controller/main.cpp")
        complain(FILENAME ": controller/ holds main.cpp and rooms, no other source")
    }
  }
  is_cmake {
    line = $0
    sub(/#.*/, "", line)
    if (match(line, /add_(library|executable)\([a-z_-]+/)) {
      name = substr(line, RSTART, RLENGTH)
      sub(/.*\(/, "", name)
      room_of_target[name] = here
    }
    while (match(line, /fwop_[a-z_]+/)) {
      links[++link_count] = substr(line, RSTART, RLENGTH)
      linked_in[link_count] = here
      linked_at[link_count] = FILENAME ":" FNR
      line = substr(line, RSTART + RLENGTH)
    }
    next
  }
  /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
    header = $0
    sub(/^[^<"]*[<"]/, "", header)
    sub(/[>"].*/, "", header)
    include[FILENAME, ++count[FILENAME]] = header
    include_at[FILENAME, count[FILENAME]] = FILENAME ":" FNR
  }
  {
    code = $0
    sub(/\/\/.*/, "", code)
    if (code ~ impure) own_clock[FILENAME] = FILENAME ":" FNR
  }
  END {
    if (!rooms) complain("tests/lint/rooms.txt holds no rooms")
    for (i = 1; i <= sources; ++i)
      for (k = 1; k <= count[source[i]]; ++k) {
        header = include[source[i], k]
        if (header in known)
          note_arrow(room_of(source[i]), room_of(header), include_at[source[i], k] ": includes " header)
      }
    for (i = 1; i <= link_count; ++i) {
      there = room_of_target[links[i]]
      if (there != linked_in[i] && there in floor && !((linked_in[i], there) in allowed))
        complain(linked_at[i] ": links " links[i] ", and rooms.txt does not let " linked_in[i] " include " there)
    }
    for (i = 1; i <= sources; ++i)
      if (room_of(source[i]) == "controller/engine") { ++deciding; reach(source[i], source[i]) }
    if (!deciding) complain("controller/engine holds no source")
    for (file in seen) ++reached

    for (i = 1; i <= rooms; ++i) {
      inside = room[i] ~ /^controller(\/|$)/
      if (inside) { ++inner_rooms; inner_floors[floor[room[i]]] = 1 }
      for (k = 1; k <= rooms; ++k) {
        if (!((room[i], room[k]) in allowed)) continue
        if (!((room[i], room[k]) in used)) complain("rooms.txt: " room[i] " includes nothing of " room[k])
        ++arrows
        if (inside && room[k] ~ /^controller\//) ++inner_arrows
        if (ENVIRON["ARROWS"]) print floor[room[i]] " " room[i] " -> " floor[room[k]] " " room[k]
      }
    }
    for (number in inner_floors) ++inner
    if (!complaints)
      print "check_includes: " rooms " rooms on " top + 1 " floors, " arrows " arrows, none upward; " \
            "inside controller/ " inner_rooms " rooms on " inner " floors, " inner_arrows " arrows; " \
            "what decides reaches " reached " files without I/O"
    exit complaints ? 1 : 0
  }' tests/lint/rooms.txt "${files[@]}"
