# Tests that run on another kernel: declared one by one, run in one boot, reported one by one.
#
#   whytrace_vm_test(MACHINE NAME [USER user] [TIMEOUT seconds] COMMAND word...)    one CTest case, MACHINE:NAME
#   whytrace_vm_catch_tests(MACHINE TARGET PREFIX prefix [SPEC tags] [USER user] [TIMEOUT seconds] [ENVIRONMENT name=value...])
#                                                                                   one a TEST_CASE, MACHINE:PREFIXname
#   whytrace_vm(MACHINE [ARCH a] [SUITE s] [KERNEL v] [LIMIT seconds] [CPUS n] [GUESTS n] [APPEND argument]
#               [LDD ldd] [DEBS package...] [PROGRAMS target...] [FILES file...])
#
# whytrace_vm comes last. Programs and files have the same path in the guest as here, so a command needs no change; its
# words are taken as they are, `sh -c` is for those who want a shell. Each case runs in an empty folder of its own.
# CTest runs the fixture MACHINE:boot once, whatever the number of cases. No qemu, no kernel: all are skipped, with the reason.

set(WHYTRACE_VM_DIR ${CMAKE_CURRENT_LIST_DIR})
# Not CMAKE_CROSSCOMPILING_EMULATOR, which add_test would use for everything: it knows no ptrace. Names it can print.
if(CMAKE_CROSSCOMPILING)
    find_program(WHYTRACE_QEMU_USER qemu-${CMAKE_SYSTEM_PROCESSOR} NO_CMAKE_FIND_ROOT_PATH)
endif()

function(whytrace_vm_test machine name)
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "USER;TIMEOUT" "COMMAND")
    if(NOT arg_USER)
        set(arg_USER root)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    list(TRANSFORM arg_COMMAND REPLACE "'" "'\\\\''")
    list(JOIN arg_COMMAND "' '" command)
    set_property(GLOBAL APPEND_STRING PROPERTY WHYTRACE_VM_${machine}_TESTS
        "${name}\t${arg_USER}\t${arg_TIMEOUT}\t'${command}'\n")
    add_test(NAME ${machine}:${name}
        COMMAND sh ${WHYTRACE_VM_DIR}/report.sh ${PROJECT_BINARY_DIR}/vm/${machine} ${name})
    set_tests_properties(${machine}:${name} PROPERTIES
        LABELS vm SKIP_RETURN_CODE 77 TIMEOUT 60 FIXTURES_REQUIRED ${machine}:boot)
endfunction()

# The names of the TEST_CASEs are known when the program is built: list_cases.sh writes the cases for the machine and a file
# for CTest, which reads it when it starts.
function(whytrace_vm_catch_tests machine target)
    cmake_parse_arguments(arg "" "PREFIX;SPEC;USER;TIMEOUT" "ENVIRONMENT" ${ARGN})
    if(NOT arg_USER)
        set(arg_USER root)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    set(emulator env)   # a program of this machine needs none
    if(CMAKE_CROSSCOMPILING)
        string(REGEX REPLACE ".*-NOTFOUND$" "" emulator "${WHYTRACE_QEMU_USER}")
    endif()
    set(work ${PROJECT_BINARY_DIR}/vm)
    string(MAKE_C_IDENTIFIER "${target}${arg_SPEC}_${arg_USER}" id)
    set(list ${work}/${machine}.d/${id})
    string(MAKE_C_IDENTIFIER "${machine}_${id}" id)
    add_custom_command(OUTPUT ${list}.cases ${list}.cmake DEPENDS ${target} ${WHYTRACE_VM_DIR}/list_cases.sh VERBATIM
        COMMAND sh ${WHYTRACE_VM_DIR}/list_cases.sh ${machine} ${list} "${arg_PREFIX}" "${arg_SPEC}" ${arg_USER}
                ${arg_TIMEOUT} "${arg_ENVIRONMENT}" "${emulator}" $<TARGET_FILE:${target}>
                ${WHYTRACE_CATCH_LIST}
        COMMENT "Listing the tests of ${target} ${arg_SPEC}")
    add_custom_target(${id}_cases ALL DEPENDS ${list}.cases)
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${list}.cmake)
    set_property(GLOBAL APPEND PROPERTY WHYTRACE_VM_${machine}_LISTS ${list}.cases)
endfunction()

function(whytrace_vm machine)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "ARCH;SUITE;KERNEL;LIMIT;CPUS;GUESTS;APPEND;LDD" "DEBS;PROGRAMS;FILES")
    set(options)
    foreach(name ARCH SUITE KERNEL LIMIT CPUS GUESTS APPEND LDD)
        if(arg_${name})
            string(TOLOWER ${name} option)
            list(APPEND options --${option} ${arg_${name}})
        endif()
    endforeach()
    foreach(package ${arg_DEBS})
        list(APPEND options --deb ${package})
    endforeach()
    if(CMAKE_STRIP)
        list(APPEND options --strip ${CMAKE_STRIP})
    endif()

    set(processors 1)
    if(arg_GUESTS)
        set(processors ${arg_GUESTS})
    endif()
    set(work ${PROJECT_BINARY_DIR}/vm)
    get_property(cases GLOBAL PROPERTY WHYTRACE_VM_${machine}_TESTS)
    file(GENERATE OUTPUT ${work}/${machine}.cases CONTENT "${cases}")
    get_property(lists GLOBAL PROPERTY WHYTRACE_VM_${machine}_LISTS)
    list(TRANSFORM lists PREPEND "--cases;")
    list(TRANSFORM arg_PROGRAMS REPLACE "(.+)" "$<TARGET_FILE:\\1>")
    list(JOIN arg_PROGRAMS "\n" programs)
    list(JOIN arg_FILES "\n" files)
    file(GENERATE OUTPUT ${work}/${machine}.files CONTENT "${programs}\n${files}\n")

    # The kernels are kept beside the build folders, which share them.
    add_test(NAME ${machine}:boot
        COMMAND sh ${WHYTRACE_VM_DIR}/run.sh ${options} --cache ${PROJECT_SOURCE_DIR}/build/vm-cache
                --add-list ${work}/${machine}.files --cases ${work}/${machine}.cases ${lists}
                --out ${work}/${machine})
    set_tests_properties(${machine}:boot PROPERTIES
        LABELS vm SKIP_RETURN_CODE 77 TIMEOUT 2000 FIXTURES_SETUP ${machine}:boot PROCESSORS ${processors})
endfunction()
