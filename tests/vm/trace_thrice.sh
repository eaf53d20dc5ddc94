#!/bin/sh
# trace_thrice.sh WHYTRACE OPTIONS COMMAND...: runs a command in the guest under strace, strace and whytrace with the same options.
# Not a comparison: the logs (strace.0, strace.1, whytrace.0) go home, and compare_logs.py reads them there.
# The hard part: the runs must differ in nothing but the tracer, so each has the same folder, empty before, and the same files.
whytrace=$1 options=$2
shift 2
top=$PWD

now() {
    read -r up _ </proc/uptime
    echo "$(date +%s) $up"
}

# trace LOG TRACER COMMAND...
trace() {
    log=$top/$1 tracer=$2
    shift 2
    mkdir "$top/work"
    cd "$top/work" || exit 1
    echo 20000 >/proc/sys/kernel/ns_last_pid   # the same ids each time, and none that is a size or a uid as well
    now >"$log.when"
    # shellcheck disable=SC2086
    "$tracer" $options -o "$log" "$@" >"$top/stdout" 2>"$top/stderr"
    echo $? >"$log.status"
    now >>"$log.when"
    cd "$top" || exit 1
    rm -rf work
    grep -a "^$tracer:" stderr >"$log.messages"
    rm stdout stderr   # a file that is there already has other times
}

trace strace.0 strace "$@"
trace strace.1 strace "$@"
trace whytrace.0 "$whytrace" "$@"
if ! [ -s strace.0 ] || ! [ -s whytrace.0 ]; then
    cat ./*.messages
    exit 1
fi
