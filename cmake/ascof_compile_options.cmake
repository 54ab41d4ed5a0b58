# How our own targets are compiled. None of it reaches a project that uses ascof.

add_library(ascof_sanitizers INTERFACE)
if(ASCOF_SANITIZE)
  list(JOIN ASCOF_SANITIZE "," sanitizers)
  # -fno-sanitize-recover: a finding of the undefined behaviour sanitizer must fail the test that met it.
  # -Wno-maybe-uninitialized: instrumented code makes g++ warn of the standard library's own variables (std::regex).
  target_compile_options(ascof_sanitizers INTERFACE
    -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-maybe-uninitialized)
  target_link_options(ascof_sanitizers INTERFACE -fsanitize=${sanitizers})
endif()

add_library(ascof_compile_options INTERFACE)
# -Wno-sign-conversion: container sizes meet signed differences everywhere; the narrowing that loses figures is -Wconversion's.
target_compile_options(ascof_compile_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  $<$<BOOL:${ASCOF_WARNINGS_AS_ERRORS}>:-Werror>)
# Last, so that a warning which the sanitizers bring on can be taken back.
target_link_libraries(ascof_compile_options INTERFACE ascof_sanitizers)

# Only the project somebody opened decides how compilers are launched.
find_program(ASCOF_CCACHE ccache)
if(PROJECT_IS_TOP_LEVEL AND ASCOF_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${ASCOF_CCACHE}")
endif()
