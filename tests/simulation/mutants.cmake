include(${CMAKE_SOURCE_DIR}/tests/mutate.cmake)

# Deliberate bugs: each mutants/NAME.mutant becomes a simulation of its own, which has to find it; `list` is a file
# that names their programs (see --mutants in main.cpp).
function(fwop_add_mutants list output)
  file(GLOB mutants CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/mutants/*.mutant)
  set(targets)
  set(programs)
  foreach(mutant IN LISTS mutants)
    get_filename_component(name ${mutant} NAME_WE)
    fwop_mutate(${mutant} changed)
    add_executable(mutant_${name} $<TARGET_OBJECTS:simulation_main> ${changed})
    set_target_properties(mutant_${name} PROPERTIES
      RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/mutants/bin OUTPUT_NAME ${name})
    target_link_libraries(mutant_${name} PRIVATE fwop_simulation fwop_options)
    # A deliberate bug may look like one to the compiler too.
    target_compile_options(mutant_${name} PRIVATE -w)
    list(APPEND targets mutant_${name})
    string(APPEND programs "$<TARGET_FILE:mutant_${name}>\n")
  endforeach()
  file(GENERATE OUTPUT ${list} CONTENT "${programs}")
  set(${output} ${targets} PARENT_SCOPE)
endfunction()
