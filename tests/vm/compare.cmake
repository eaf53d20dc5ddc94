# whytrace's lines beside those of the strace of the same machine, for busybox at work and for the tracees that make every
# call: arm64:compare.NAME, one for each set of options. The traces are made in the boot that all cases share.
find_program(WHYTRACE_PYTHON python3 NO_CMAKE_FIND_ROOT_PATH REQUIRED)

# compare(NAME command...)
function(compare name)
    foreach(options "-f" "-f -y" "-f -v -s 200")
        string(REPLACE " " "" case "${name}${options}")
        whytrace_vm_test(arm64 trace.${case} TIMEOUT 120
            COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/trace_thrice.sh $<TARGET_FILE:whytrace_program> "${options}" ${ARGN})
        add_test(NAME arm64:compare.${case}
            COMMAND ${WHYTRACE_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/compare_logs.py ${PROJECT_SOURCE_DIR}/tests/bench/comparison
                    ${PROJECT_BINARY_DIR}/vm/arm64/trace.${case}/files ${options})
        set_tests_properties(arm64:compare.${case} PROPERTIES
            LABELS vm SKIP_RETURN_CODE 77 TIMEOUT 60 FIXTURES_REQUIRED arm64:boot)
    endforeach()
endfunction()

compare(ls ls -la / /proc/self)
compare(cat cat /etc/passwd /nonexistent)
compare(find find /bin /dev -name "*o*")
compare(dd dd if=/dev/zero of=/dev/null bs=1 count=200)
compare(killed sh -c "kill -SEGV $$")
compare(shell sh ${CMAKE_CURRENT_SOURCE_DIR}/programs/shell.sh)
compare(files sh ${CMAKE_CURRENT_SOURCE_DIR}/programs/files.sh)
foreach(area files io memory misc net process signals)
    compare(calls_${area} $<TARGET_FILE:calls_${area}>)
endforeach()
