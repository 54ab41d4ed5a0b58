# Runs PROGRAM; fails unless it succeeds and prints what the file EXPECTED holds.
cmake_minimum_required(VERSION 3.24)
execute_process(COMMAND "${PROGRAM}" OUTPUT_FILE "${PROGRAM}.printed" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${CMAKE_COMMAND}" -E compare_files "${PROGRAM}.printed" "${EXPECTED}" RESULT_VARIABLE different)
if(different)
  file(READ "${PROGRAM}.printed" printed)
  message(FATAL_ERROR "${EXPECTED} is not what the program printed:\n${printed}")
endif()
