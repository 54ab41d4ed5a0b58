# ascof_embed_files(<out folder> ROOT <folder> PATTERN <glob>)
#
# Makes <out folder>/ascof_embedded.hpp (copied from cmake/) and, at build time, <out folder>/ascof_embedded.cpp, which
# holds the bytes of every file below ROOT that matches PATTERN, under its name without folders. A changed file makes only
# that one source again.
function(ascof_embed_files out_folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "ROOT;PATTERN" "")
  file(GLOB files CONFIGURE_DEPENDS "${arg_ROOT}/${arg_PATTERN}")
  set(names ${files})
  list(TRANSFORM names REPLACE "^${arg_ROOT}/" "")
  # The names are part of the command, so that it runs again when a file goes away. "," because ";" would be split.
  list(JOIN names "," names)

  configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/ascof_embedded.hpp" "${out_folder}/ascof_embedded.hpp" COPYONLY)
  set(script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/ascof_embed_script.cmake")
  add_custom_command(
    OUTPUT "${out_folder}/ascof_embedded.cpp"
    COMMAND "${CMAKE_COMMAND}" "-DFOLDER=${arg_ROOT}" "-DNAMES=${names}" "-DOUTPUT=${out_folder}/ascof_embedded.cpp"
            -P "${script}"
    DEPENDS ${files} "${script}"
    COMMENT "Embedding ${arg_PATTERN} of ${arg_ROOT}"
    VERBATIM)
endfunction()
