# `cmake --install`: the program, the library with its headers, and the package that find_package(whytrace) finds.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/whytrace)

install(TARGETS whytrace EXPORT whytraceTargets ARCHIVE)
install(TARGETS whytrace_program RUNTIME)
install(DIRECTORY include/whytrace TYPE INCLUDE FILES_MATCHING PATTERN "*.hpp")
install(FILES src/output/trace.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/whytrace)
install(FILES LICENSE README.md TYPE DOC)

install(EXPORT whytraceTargets NAMESPACE whytrace:: DESTINATION ${package_dir})
configure_package_config_file(cmake/whytraceConfig.cmake.in ${PROJECT_BINARY_DIR}/whytraceConfig.cmake
    INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/whytraceConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/whytraceConfig.cmake ${PROJECT_BINARY_DIR}/whytraceConfigVersion.cmake
    DESTINATION ${package_dir})
