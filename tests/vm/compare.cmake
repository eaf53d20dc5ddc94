# whytrace's lines beside those of the strace of the same machine, for busybox at work, for the tracees that make every
# call, and for Debian's programs: MACHINE:compare.NAME, one for each set of options. The traces are made in the boot that all
# cases of the machine share.
find_program(WHYTRACE_PYTHON python3 NO_CMAKE_FIND_ROOT_PATH REQUIRED)

# compare(MACHINE NAME [NEWER lines] command...): NEWER as in compare_logs.py
function(compare machine name)
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "NEWER" "")
    if(NOT arg_NEWER)
        set(arg_NEWER 0)
    endif()
    foreach(options "-f" "-f -y" "-f -v -s 200")
        string(REPLACE " " "" case "${name}${options}")
        whytrace_vm_test(${machine} trace.${case} TIMEOUT 120
            COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/trace_thrice.sh $<TARGET_FILE:whytrace_program> "${options}" ${arg_UNPARSED_ARGUMENTS})
        add_test(NAME ${machine}:compare.${case}
            COMMAND ${WHYTRACE_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/compare_logs.py ${PROJECT_SOURCE_DIR}/tests/bench/comparison
                    ${PROJECT_BINARY_DIR}/vm/${machine}/trace.${case}/files ${options} ${arg_NEWER})
        set_tests_properties(${machine}:compare.${case} PROPERTIES
            LABELS vm SKIP_RETURN_CODE 77 TIMEOUT 60 FIXTURES_REQUIRED ${machine}:boot)
    endforeach()
endfunction()

compare(arm64 ls ls -la / /proc/self)
compare(arm64 cat cat /etc/passwd /nonexistent)
compare(arm64 find find /bin /dev -name "*o*")
compare(arm64 dd dd if=/dev/zero of=/dev/null bs=1 count=200)
compare(arm64 killed sh -c "kill -SEGV $$")
compare(arm64 shell sh ${CMAKE_CURRENT_SOURCE_DIR}/programs/shell.sh)
compare(arm64 files sh ${CMAKE_CURRENT_SOURCE_DIR}/programs/files.sh)
# Flags of Linux 6.2 and later, among all bits that are set for a try; memory: PROT_BTI and PROT_MTE, which arm64 alone has.
foreach(area_and_newer files=1 io=2 memory=2 misc=4 net=1 process=0 signals=1)
    string(REPLACE "=" ";" area_and_newer ${area_and_newer})
    list(POP_FRONT area_and_newer area newer)
    compare(arm64 calls_${area} NEWER ${newer} $<TARGET_FILE:calls_${area}>)
endforeach()

# Not python's threads: which of them has the interpreter's lock is a matter of microseconds.
foreach(program ls bash tar find git python_subprocess)
    compare(programs ${program} --program ${PROJECT_SOURCE_DIR}/tests/bench/programs/${program}.sh)
endforeach()
