# How a deliberate bug is read: a file NAME.mutant replaces one piece of one source, which it names from the root of
# the repository or, when there is no such file, from controller/.
#
#   what: What would go wrong.
#   file: controller/engine/read.cpp
#   --- from
#   the lines as they stand in the source
#   --- to
#   what stands there instead
#   --- end

# fwop_mutant_line(MUTANT KEY OUTPUT): what stands behind "KEY: " in the head of the mutant.
function(fwop_mutant_line mutant key output)
  file(STRINGS ${mutant} line REGEX "^${key}: " LIMIT_COUNT 1)
  if(NOT line)
    message(FATAL_ERROR "${mutant} has no line '${key}: …'")
  endif()
  string(REGEX REPLACE "^${key}: " "" line "${line}")
  set(${output} "${line}" PARENT_SCOPE)
endfunction()

# fwop_mutate(MUTANT OUTPUT): writes the source with the bug below the current binary directory, and sets OUTPUT to
# its path. The build stops unless the source holds what is to be replaced, once.
function(fwop_mutate mutant output)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${mutant})
  get_filename_component(name ${mutant} NAME_WE)
  fwop_mutant_line(${mutant} file source)
  # A semicolon or a bracket must not make a CMake list of the text: positions, not regular expressions.
  file(READ ${mutant} rest)
  string(FIND "${rest}" "\n--- from\n" end)
  math(EXPR end "${end} + 10")
  string(SUBSTRING "${rest}" ${end} -1 rest)
  string(FIND "${rest}" "\n--- to\n" end)
  string(SUBSTRING "${rest}" 0 ${end} from)
  math(EXPR end "${end} + 8")
  string(SUBSTRING "${rest}" ${end} -1 rest)
  string(FIND "${rest}" "\n--- end" end)
  string(SUBSTRING "${rest}" 0 ${end} to)

  set(original_file ${CMAKE_SOURCE_DIR}/${source})
  if(NOT EXISTS ${original_file})
    set(original_file ${CMAKE_SOURCE_DIR}/controller/${source})
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${original_file})
  file(READ ${original_file} original)
  string(FIND "${original}" "${from}" first)
  string(FIND "${original}" "${from}" last REVERSE)
  if(first EQUAL -1 OR NOT first EQUAL last)
    message(FATAL_ERROR "${mutant}: ${source} does not hold what is to be replaced, once; mend the mutant")
  endif()
  string(REPLACE "${from}" "${to}" changed "${original}")
  if(changed STREQUAL original)
    message(FATAL_ERROR "${mutant} changes nothing")
  endif()
  file(CONFIGURE OUTPUT mutants/${name}/${source} CONTENT "${changed}" @ONLY)
  set(${output} ${CMAKE_CURRENT_BINARY_DIR}/mutants/${name}/${source} PARENT_SCOPE)
endfunction()
