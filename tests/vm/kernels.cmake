# What does not depend on us but on the kernel, on each that Debian serves, for this build's machine: its rules about stops, the hard
# cases of the tracer, all refusals, and those of Yama, AppArmor and SELinux.
add_executable(let_in let_in.cpp)
target_link_libraries(let_in PRIVATE whytrace_options)
get_property(tracees GLOBAL PROPERTY WHYTRACE_GUEST_TRACEES)
get_property(files GLOBAL PROPERTY WHYTRACE_GUEST_FILES)

if(CMAKE_CROSSCOMPILING)
    set(arch arm64)
    set(common ARCH arm64 LIMIT 900)
    set(debs DEBS libc6 util-linux:usr/bin/unshare)
else()
    set(arch amd64)
    find_program(unshare unshare REQUIRED)
    set(common ARCH amd64 LIMIT 900 LDD ldd)
    set(debs FILES ${unshare})
endif()

# whytrace_kernel_tests(NAME [SUITE s] [KERNEL v])
function(whytrace_kernel_tests name)
    set(machine ${arch}-${name})
    foreach(user root user)
        whytrace_vm_test(${machine} kernel_rules.${user} USER ${user} COMMAND $<TARGET_FILE:kernel_rules>)
    endforeach()
    foreach(driver hard_cases attach end places)
        whytrace_vm_catch_tests(${machine} core_${driver}_test PREFIX "${driver}: " SPEC "[hard]" TIMEOUT 120)
        list(APPEND drivers core_${driver}_test)
    endforeach()
    foreach(subject matrix worlds)
        whytrace_vm_catch_tests(${machine} refusal_${subject}_test PREFIX "refusal ${subject}: " TIMEOUT 120)
        list(APPEND drivers refusal_${subject}_test)
    endforeach()
    whytrace_vm(${machine} ${common} ${ARGN} PROGRAMS whytrace_program kernel_rules ${drivers} ${tracees} ${debs} FILES ${files})
    whytrace_modules_tests(${name} ${ARGN})
endfunction()

# Who may trace whom. Another machine: the kernel takes ptrace_scope 3 for good, so the order of the cases matters.
function(whytrace_modules_tests name)
    set(machine ${arch}-${name}-modules)
    set(programs $<TARGET_FILE:whytrace_program> $<TARGET_FILE:let_in>)
    foreach(rules none deny read all)
        whytrace_vm_test(${machine} apparmor.${rules} TIMEOUT 120 COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/apparmor_test.sh ${programs} ${rules})
    endforeach()
    foreach(scope 0 1 2 3)
        whytrace_vm_test(${machine} yama.${scope} TIMEOUT 120 COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/yama_test.sh ${programs} ${scope})
    endforeach()
    whytrace_vm(${machine} ${common} ${ARGN} DEBS libc6 apparmor PROGRAMS whytrace_program let_in
        FILES ${CMAKE_CURRENT_SOURCE_DIR}/refusals.sh ${CMAKE_CURRENT_SOURCE_DIR}/yama_test.sh ${CMAKE_CURRENT_SOURCE_DIR}/apparmor_test.sh)
endfunction()

# One that SELinux confines, with a policy of a page (selinux.cil), compiled in the guest.
function(whytrace_selinux_tests name)
    set(machine ${arch}-${name}-selinux)
    foreach(case allowed domain boolean)
        whytrace_vm_test(${machine} selinux.${case} TIMEOUT 120 COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/selinux_test.sh
            $<TARGET_FILE:whytrace_program> $<TARGET_FILE:let_in> ${case})
    endforeach()
    whytrace_vm(${machine} ${common} ${ARGN} APPEND "security=selinux selinux=1" DEBS libc6 secilc libsepol2 PROGRAMS whytrace_program let_in
        FILES ${CMAKE_CURRENT_SOURCE_DIR}/refusals.sh ${CMAKE_CURRENT_SOURCE_DIR}/selinux_test.sh ${CMAKE_CURRENT_SOURCE_DIR}/selinux.cil)
endfunction()

# With cpusets of cgroup v2, as no other place of the tests has them. The other tests of the hand-off stop thousands of times, and between
# two emulated CPUs a stop takes 12 ms.
function(whytrace_cpuset_tests name)
    set(machine ${arch}-${name}-cpuset)
    whytrace_vm_catch_tests(${machine} core_cpuset_test PREFIX "cpuset: " TIMEOUT 120)
    whytrace_vm(${machine} ${common} ${ARGN} CPUS 2 PROGRAMS whytrace_program core_cpuset_test ${tracees} ${debs} FILES ${files})
endfunction()

whytrace_kernel_tests(5.10 SUITE bullseye KERNEL 5.10)
if(CMAKE_CROSSCOMPILING)
    whytrace_modules_tests(6.1)   # whose other tests CMakeLists.txt has
else()
    whytrace_kernel_tests(6.1)
endif()
whytrace_kernel_tests(6.12 SUITE trixie)
whytrace_kernel_tests(newest SUITE trixie-backports)
whytrace_cpuset_tests(6.1)
whytrace_selinux_tests(6.1)
