#!/bin/sh
# trace_thrice.sh WHYTRACE OPTIONS COMMAND...: runs a command in the guest under strace, strace and whytrace with the same options;
# trace_thrice.sh WHYTRACE OPTIONS --program PROGRAMS/NAME.sh: one of tests/bench/programs.
# Not a comparison: the logs (strace.0, strace.1, whytrace.0) go home, and compare_logs.py reads them there.
# The hard part: the runs must differ in nothing but the tracer, so each has a folder on a new file system: inodes are the same, too.
whytrace=$1 options=$2
shift 2
top=$PWD program=
if [ "$1" = --program ]; then
    program=$2 PROGRAMS=$(dirname "$2") PORT=8000
    export PROGRAMS PORT
fi

step() { sh "$PROGRAMS/lib/step.sh" "$program" "$1"; }
now() {
    read -r up _ </proc/uptime
    echo "$(date +%s) $up"
}

# trace LOG TRACER COMMAND...
trace() {
    log=$top/$1 tracer=$2
    shift 2
    mkdir "$top/work" && mount -t tmpfs tmpfs "$top/work" && cd "$top/work" || exit 1
    if [ -n "$program" ]; then
        step prepare >"$top/prepared" 2>&1 || exit 1
        old=$IFS IFS='
'
        # shellcheck disable=SC2046
        set -- $(step traced)
        IFS=$old
    fi
    echo 20000 >/proc/sys/kernel/ns_last_pid   # the same ids each time, and none that is a size or a uid as well
    now >"$log.when"
    # shellcheck disable=SC2086
    "$tracer" $options -o "$log" "$@" >"$top/stdout" 2>"$top/stderr"
    echo $? >"$log.status"
    now >>"$log.when"
    cd "$top" && umount work && rmdir work || exit 1
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
