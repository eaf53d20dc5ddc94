# whytrace's lines beside those of the strace of the same machine, for busybox at work, for the tracees that make every
# call, and for Debian's programs: MACHINE:compare.NAME, one for each set of options. The traces are made in the boot that all
# cases of the machine share.
find_program(WHYTRACE_PYTHON python3 NO_CMAKE_FIND_ROOT_PATH REQUIRED)

# compare(MACHINE NAME command...)
function(compare machine name)
    foreach(options "-f" "-f -y" "-f -v -s 200")
        string(REPLACE " " "" case "${name}${options}")
        whytrace_vm_test(${machine} trace.${case} TIMEOUT 120
            COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/trace_thrice.sh $<TARGET_FILE:whytrace_program> "${options}" ${ARGN})
        add_test(NAME ${machine}:compare.${case}
            COMMAND ${WHYTRACE_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/compare_logs.py ${PROJECT_SOURCE_DIR}/tests/bench/comparison
                    ${PROJECT_BINARY_DIR}/vm/${machine}/trace.${case}/files ${options})
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
foreach(area files io memory misc net process signals)
    compare(arm64 calls_${area} $<TARGET_FILE:calls_${area}>)
endforeach()

foreach(program ls bash tar find git python_threads python_subprocess)
    compare(programs ${program} --program ${PROJECT_SOURCE_DIR}/tests/bench/programs/${program}.sh)
endforeach()
