# `format` rewrites the C++ sources in the style of .clang-format, `format-check` names the files that differ.
find_program(WHYTRACE_CLANG_FORMAT clang-format NO_CMAKE_FIND_ROOT_PATH)
if(WHYTRACE_CLANG_FORMAT)
    set(list git -C ${PROJECT_SOURCE_DIR} ls-files -z "*.cpp" "*.hpp")
    add_custom_target(format VERBATIM WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        COMMAND ${list} | xargs -0 ${WHYTRACE_CLANG_FORMAT} -i)
    add_custom_target(format-check VERBATIM WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        COMMAND ${list} | xargs -0 ${WHYTRACE_CLANG_FORMAT} --dry-run -Werror)
endif()
