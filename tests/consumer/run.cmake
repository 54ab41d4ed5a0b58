# Builds and runs one consumer; called by ctest (see ../CMakeLists.txt for the variables).
cmake_minimum_required(VERSION 3.24)

set(here "${CMAKE_CURRENT_LIST_DIR}")
file(MAKE_DIRECTORY "${BUILD}")
if(KIND STREQUAL "shared")
  set(shared ON)
else()
  set(shared OFF)
endif()

if(CONSUMER STREQUAL "pkg_config")
  set(ENV{PKG_CONFIG_PATH} "${PREFIX}/${LIBDIR}/pkgconfig")
  execute_process(
    COMMAND sh "${here}/pkg_config/build.sh" ${KIND} "${COMPILER}" "${here}/main.cpp" "${BUILD}/consumer"
    COMMAND_ERROR_IS_FATAL ANY)
else()
  execute_process(
    COMMAND "${CMAKE_COMMAND}" -S "${here}/${CONSUMER}" -B "${BUILD}" -G "${GENERATOR}"
      -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -DCMAKE_BUILD_TYPE=Release
      -DBUILD_SHARED_LIBS=${shared} -DCMAKE_PREFIX_PATH=${PREFIX} -DASCOF=${ASCOF}
      -DASCOF_WARNINGS_AS_ERRORS=${WARNINGS_AS_ERRORS} --no-warn-unused-cli
    COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND "${CMAKE_COMMAND}" --build "${BUILD}" --target consumer COMMAND_ERROR_IS_FATAL ANY)
endif()

execute_process(COMMAND "${BUILD}/consumer" OUTPUT_VARIABLE printed OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
if(NOT printed STREQUAL VERSION)
  message(FATAL_ERROR "the consumer printed ${printed}, not ${VERSION}")
endif()

# The kind that was asked for is the kind that was linked.
execute_process(COMMAND objdump -p "${BUILD}/consumer" OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
string(FIND "${dynamic}" "libascof.so." at)
if((at GREATER -1 AND NOT shared) OR (at EQUAL -1 AND shared))
  message(FATAL_ERROR "asked for the ${KIND} library and got the other one")
endif()
