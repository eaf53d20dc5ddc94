#!/bin/sh
# yama_test.sh WHYTRACE LET_IN SCOPE: who may trace whom under kernel.yama.ptrace_scope, what whytrace says of it, and whether what it
# advises works: as root with all capabilities, as a user with none. In the guest; from scope 3 there is no way back.
# Nothing hard here; the ways to trace are in refusals.sh.
whytrace=$1 let_in=$2 scope=$3
. "$(dirname "$0")/refusals.sh"
setting="ptrace_scope $scope"
scope_file=/proc/sys/kernel/yama/ptrace_scope
echo "$scope" >$scope_file || exit 1
refused() {
    user=$1 && shift
    for name; do expect "$user" "$name" 1 "refused: yama (proved): Yama: ptrace_scope is $scope: "; done
}

case $scope in
0)
    works root launch traceme child other allowing
    works user launch traceme child other allowing
    ;;
1)
    works root launch traceme child other allowing   # "sudo whytrace"
    works user launch traceme child allowing         # "start the program under whytrace", "prctl(PR_SET_PTRACER)"
    refused user other
    ;;
2)
    works root launch traceme child other allowing
    refused user launch child other allowing
    ;;
3)
    refused root launch child other allowing
    refused user launch child other allowing
    ! echo 0 >$scope_file || failures=$((failures + 1))   # "3 lasts until the next start"
    ;;
esac 2>&1
case $scope in
1 | 2)
    echo 0 >$scope_file   # "sysctl kernel.yama.ptrace_scope=0"
    setting="ptrace_scope $scope, then 0"
    works user launch child other
    ;;
esac
exit $((failures > 0))
