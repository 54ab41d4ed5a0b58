# Install rules: headers, both libraries, the command, and what find_package(ascof) and pkg-config need.
include(CMakePackageConfigHelpers)

set(ASCOF_CONFIG_FOLDER "${CMAKE_INSTALL_LIBDIR}/cmake/ascof")

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/ascof" "${ASCOF_GENERATED_INCLUDE}/ascof"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")
install(TARGETS ascof_static ascof_shared EXPORT ascof-targets)
if(TARGET ascof_cli)
  install(TARGETS ascof_cli)
endif()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

install(EXPORT ascof-targets NAMESPACE ascof:: DESTINATION "${ASCOF_CONFIG_FOLDER}")
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/ascof-config.cmake.in" "${PROJECT_BINARY_DIR}/generated/ascof-config.cmake"
  INSTALL_DESTINATION "${ASCOF_CONFIG_FOLDER}"
  NO_SET_AND_CHECK_MACRO)
# While the major version is 0, a minor release may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/generated/ascof-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/generated/ascof-config.cmake"
  "${PROJECT_BINARY_DIR}/generated/ascof-config-version.cmake"
  DESTINATION "${ASCOF_CONFIG_FOLDER}")

# The .pc file names its prefix relative to itself, so that an installed tree can be moved.
set(ASCOF_PC_FOLDER "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH ASCOF_PC_TO_PREFIX
  "${CMAKE_INSTALL_PREFIX}/${ASCOF_PC_FOLDER}" "${CMAKE_INSTALL_PREFIX}")
string(REGEX REPLACE "/$" "" ASCOF_PC_TO_PREFIX "${ASCOF_PC_TO_PREFIX}")
configure_file("${PROJECT_SOURCE_DIR}/cmake/ascof.pc.in" "${PROJECT_BINARY_DIR}/generated/ascof.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/generated/ascof.pc" DESTINATION "${ASCOF_PC_FOLDER}")
