# How tests are declared. Catch2 v2 (Debian 12) and v3 both serve, through tests/support/catch.hpp.

if(CMAKE_CROSSCOMPILING)
    # The build machine's Catch2 library is for the wrong machine. Of v2 its one header does, compiled with catch_main;
    # v3's library is in a package of the other architecture, which is unpacked beside the build.
    if(EXISTS ${PROJECT_BINARY_DIR}/headers/catch2/catch.hpp)
        add_library(whytrace_catch OBJECT ${CMAKE_CURRENT_SOURCE_DIR}/support/catch_main.cpp)
        target_include_directories(whytrace_catch PUBLIC ${PROJECT_BINARY_DIR}/headers)
        set(WHYTRACE_CATCH_LIST --list-test-names-only)
    else()
        execute_process(RESULT_VARIABLE failed OUTPUT_VARIABLE catch ERROR_VARIABLE reason OUTPUT_STRIP_TRAILING_WHITESPACE
            COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/vm/unpack.sh arm64 ${PROJECT_SOURCE_DIR}/build/vm-cache libcatch2-dev)
        if(failed)
            message(FATAL_ERROR "no Catch2 for the tests of a cross build: ${reason}")
        endif()
        add_library(whytrace_catch INTERFACE)
        target_include_directories(whytrace_catch INTERFACE ${catch}/usr/include)
        file(GLOB_RECURSE libraries ${catch}/usr/lib/libCatch2*.a)
        list(SORT libraries ORDER DESCENDING)   # Main needs the other
        target_link_libraries(whytrace_catch INTERFACE ${libraries})
        set(WHYTRACE_CATCH_LIST --list-tests --verbosity quiet)
    endif()
else()
    find_package(Catch2 REQUIRED)
    include(Catch)
    set(WHYTRACE_CATCH_LIST --list-tests --verbosity quiet)
    if(Catch2_VERSION VERSION_LESS 3)
        set(WHYTRACE_CATCH_LIST --list-test-names-only)
    endif()
    add_library(whytrace_catch INTERFACE)
    target_link_libraries(whytrace_catch INTERFACE Catch2::Catch2WithMain)
endif()

# Tests are compiled often and run for seconds: half the time goes without optimisation. What they test keeps its own flags.
target_compile_options(whytrace_catch INTERFACE -O0)

# whytrace_discover(TARGET PREFIX prefix LABEL label LIMIT seconds [SERIAL] [SPEC tags] [ENVIRONMENT name=value...]): makes
# each TEST_CASE a CTest case; SERIAL ones run alone. A cross build's run in the virtual machine, with the label vm; there
# the unit tests of a program are one case, for a process of their own costs them more than they do.
function(whytrace_discover target)
    cmake_parse_arguments(arg "SERIAL" "PREFIX;LABEL;LIMIT;SPEC" "ENVIRONMENT" ${ARGN})
    if(WHYTRACE_SANITIZE)
        math(EXPR arg_LIMIT "${arg_LIMIT} * 4")
    endif()
    if(CMAKE_CROSSCOMPILING AND arg_LABEL STREQUAL "unit")
        whytrace_vm_test(arm64 ${target} TIMEOUT 300 COMMAND $<TARGET_FILE:${target}>)
        set_property(GLOBAL APPEND PROPERTY WHYTRACE_GUEST_PROGRAMS ${target})
    elseif(CMAKE_CROSSCOMPILING)
        whytrace_vm_catch_tests(arm64 ${target} PREFIX "${arg_PREFIX}" TIMEOUT ${arg_LIMIT}
            SPEC ${arg_SPEC} ENVIRONMENT ${arg_ENVIRONMENT})
        set_property(GLOBAL APPEND PROPERTY WHYTRACE_GUEST_PROGRAMS ${target})
    else()
        set(environment)
        if(arg_ENVIRONMENT)   # one variable at most: a list's semicolons do not survive
            set(environment ENVIRONMENT ${arg_ENVIRONMENT})
        endif()
        catch_discover_tests(${target} TEST_SPEC "${arg_SPEC}" TEST_PREFIX "${arg_PREFIX}"
            PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${arg_LIMIT} SKIP_REGULAR_EXPRESSION "TEST SKIPPED: "
                       FAIL_REGULAR_EXPRESSION "No test cases matched" RUN_SERIAL ${arg_SERIAL}
                       ${environment})
    endif()
endfunction()

# whytrace_unit_test(NAME source... [LINK target...]): one executable a subject, one CTest case a TEST_CASE. Sees the
# public headers, src/ ("folder/x.hpp") and tests/support ("support/x.hpp").
function(whytrace_unit_test name)
    cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
    add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(${name} PRIVATE whytrace_options whytrace_catch whytrace ${WHYTRACE_FMT} ${arg_LINK})
    whytrace_discover(${name} PREFIX "${name}:" LABEL unit LIMIT 120)
endfunction()

# whytrace_tracee(NAME [DYNAMIC] source...): a program to be traced: never sanitized, not ours to warn about less. DYNAMIC: also
# where all others are static; it then needs no library but libc.
function(whytrace_tracee name)
    cmake_parse_arguments(arg "DYNAMIC" "" "" ${ARGN})
    find_package(Threads REQUIRED)
    add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
    target_compile_options(${name} PRIVATE -Wall -Wextra)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(${name} PRIVATE Threads::Threads)
    if(WHYTRACE_STATIC AND arg_DYNAMIC)
        target_link_options(${name} PRIVATE -static-libstdc++ -static-libgcc)
    elseif(WHYTRACE_STATIC)
        target_link_options(${name} PRIVATE -static)
    endif()
    set_property(GLOBAL APPEND PROPERTY WHYTRACE_GUEST_TRACEES ${name})
endfunction()

# whytrace_tracee32(NAME source): the same as a 32-bit program (i386; arm in the aarch64 build), static. Without the
# compiler there is no program, and its tests are skipped, loudly. g++-i686-linux-gnu and not
# g++-multilib: on Debian 12 the latter cannot be installed beside the cross compiler for aarch64.
function(whytrace_tracee32 name source)
    if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
        find_program(WHYTRACE_CXX32 arm-linux-gnueabihf-g++ NO_CMAKE_FIND_ROOT_PATH)
    else()
        find_program(WHYTRACE_CXX32 NAMES i686-linux-gnu-g++ NO_CMAKE_FIND_ROOT_PATH)
    endif()
    if(WHYTRACE_CXX32)
        set(program ${CMAKE_CURRENT_BINARY_DIR}/${name})
        add_custom_command(OUTPUT ${program} DEPENDS ${source} VERBATIM DEPFILE ${program}.d
            COMMAND ${WHYTRACE_CXX32} -std=c++20 -O1 -static -pthread -Wall -Wextra -MD -MF ${program}.d
                    -I ${PROJECT_SOURCE_DIR}/tests -o ${program} ${CMAKE_CURRENT_SOURCE_DIR}/${source})
        add_custom_target(${name}_tracee ALL DEPENDS ${program})   # not NAME: Ninja knows the program by that
        set_property(GLOBAL APPEND PROPERTY WHYTRACE_GUEST_FILES ${program})
    else()
        message(WARNING "no compiler for 32-bit programs (g++-i686-linux-gnu): ${name} is not built, its tests are skipped")
    endif()
endfunction()
