# What ascof is built from. Everything is found installed; nothing is ever downloaded.
#
# Floors are the versions of Debian 11 or 12 that were tested, not guesses about older ones.

# A project that adds ascof with add_subdirectory() links these through ascof::ascof, so it must see them too.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)

# Since CMake 3.30 Boost's own package configuration is the one to use; older releases ask their FindBoost, which finds it.
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()

# Public: needed by whoever includes our headers.
find_package(Boost 1.74 REQUIRED)                     # headers only: Boost.Date_Time in core/gregorian.hpp; inside, Boost.Math
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)                        # files are read and prepared in parallel

# Private: compiled in, never seen by a user of the library.
find_package(fmt 9 REQUIRED)                          # text of messages and reports; header-only, so nothing is left to link
find_package(Eigen3 3.4 REQUIRED NO_MODULE)           # headers only: matrices of statistics
find_package(nlohmann_json 3.11 REQUIRED)             # headers only: definitions and states as JSON and CBOR
find_package(ZLIB 1.2.11 REQUIRED)                    # .csv.gz; a static libascof.a needs it linked as well

# CLI11 (the command line): one header folder, with or without a package configuration of its own.
find_package(CLI11 2.1 CONFIG QUIET)
add_library(ascof_cli11 INTERFACE)
add_library(ascof::cli11 ALIAS ascof_cli11)
if(CLI11_FOUND)
  target_link_libraries(ascof_cli11 INTERFACE CLI11::CLI11)
else()
  find_path(ASCOF_CLI11_INCLUDE CLI/CLI.hpp REQUIRED)
  target_include_directories(ascof_cli11 SYSTEM INTERFACE "${ASCOF_CLI11_INCLUDE}")
endif()
