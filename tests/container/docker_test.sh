#!/bin/sh
# docker_test.sh WHYTRACE SOURCE: whytrace in containers of a real Docker daemon, which this test starts and ends: the story of the refused
# strace step by step, and what only Docker has: exec, another container's processes, stop, into-container.sh, distroless.
# Not here: the situations of every runtime (situations.py), what the report says of each mechanism (tests/refusal).
# The hard part: nothing of it may stay. The daemon has its own folders and socket, no bridge and no firewall rule.
set -eu
whytrace=$1 source=$2
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
skip() { echo "skipped: $*"; exit 77; }

[ "$(id -u)" = 0 ] || skip "a Docker daemon needs root"
for tool in dockerd docker busybox strace setpriv; do
    command -v "$tool" >/dev/null || skip "there is no $tool (Debian: docker.io, busybox-static, strace, util-linux)"
done
[ -x "$whytrace" ] || skip "there is no $whytrace (cmake --preset static && cmake --build --preset static)"

work=$(mktemp -d)
export DOCKER_HOST="unix://$work/socket"
dockerd --iptables=false --bridge=none --storage-driver=vfs --data-root="$work/data" --exec-root="$work/exec" \
    --pidfile="$work/pid" -H "$DOCKER_HOST" >"$work/log" 2>&1 &
daemon=$!
clean_up() {
    docker ps -aq 2>/dev/null | xargs -r docker rm -f >/dev/null 2>&1 || true
    kill "$daemon" 2>/dev/null || true
    wait "$daemon" 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM
# The daemon is there when its socket answers; if it cannot run on this machine, it ends.
until docker version >/dev/null 2>&1; do
    kill -0 "$daemon" 2>/dev/null || skip "dockerd does not start here: $(tail -n 1 "$work/log")"
done

sh "$here/image.sh" "$whytrace" "$work/image.tar"
sh "$here/image.sh" "$whytrace" "$work/distroless.tar" distroless
docker import "$work/image.tar" image >/dev/null
docker import "$work/distroless.tar" distroless >/dev/null
old="seccomp=$here/old_profile.json"

failures=0
# step TITLE STATUS TEXT... -- COMMAND...: the command ends with STATUS, and each TEXT is in what it prints.
step() {
    title=$1 status=$2
    shift 2
    : >"$work/texts"
    while [ "$1" != -- ]; do printf '%s\n' "$1" >>"$work/texts" && shift; done
    shift
    got=0
    timeout 60 "$@" >"$work/said" 2>&1 </dev/null || got=$?
    wrong=
    [ "$got" = "$status" ] || wrong="ended with $got, not $status"
    while IFS= read -r text; do grep -qF -- "$text" "$work/said" || wrong="${wrong:+$wrong; }does not say: $text"; done <"$work/texts"
    if [ -z "$wrong" ]; then
        echo "ok: $title"
    else
        failures=$((failures + 1))
        echo "FAILED: $title: $wrong"
        sed 's/^/    /' "$work/said"
    fi
}
run="docker run --rm --network none"
works="+++ exited with 3 +++"
traced="/whytrace -f sh -c"

# The story: a profile that lets only those trace who have the capability.
step "strace says its famous line" 1 "ptrace(PTRACE_TRACEME, ...): Operation not permitted" -- \
    $run --security-opt "$old" image strace true
step "whytrace says that it is seccomp, proved" 1 "refused: seccomp (proved)" -- \
    $run --security-opt "$old" image /whytrace true
step "and that no capability is missing" 1 "capability: CAP_SYS_PTRACE is missing; nobody needs it for a child" -- \
    $run --security-opt "$old" image /whytrace true
step "its first remedy is named, and what it switches on" 1 "docker run: --cap-add=SYS_PTRACE" "(includes.caps: CAP_SYS_PTRACE)" -- \
    $run --security-opt "$old" image /whytrace true
step "and works" 3 "$works" -- $run --security-opt "$old" --cap-add=SYS_PTRACE image $traced 'exit 3'
step "without the capability inside it still works: the profile's rule was what the remedy switched on" 3 "$works" -- \
    $run --security-opt "$old" --cap-add=SYS_PTRACE image \
    setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace $traced 'exit 3'
step "the last remedy works" 3 "$works" -- $run --security-opt seccomp=unconfined image $traced 'exit 3'

# A target in its own container, which sleeps until it is removed.
docker run -d --name target --network none image sleep 1000000 >/dev/null
until_asleep='until grep -qE "(restart_syscall|nanosleep)\(" /tmp/trace 2>/dev/null || ! kill -0 $! 2>/dev/null; do sleep 0.01; done'
# shellcheck disable=SC2016
step "docker exec: attached to a process of the container" 0 "killed by SIGTERM" -- docker exec target sh -c \
    'sleep 1000000 & p=$!; /whytrace -o /tmp/trace -p $p & '"$until_asleep"'; kill $p; wait; cat /tmp/trace'
step "another container's process, without what it is allowed to do" 1 "refused: capabilities" -- \
    $run --pid=container:target --cap-drop=ALL image /whytrace -p 1
# shellcheck disable=SC2016
step "another container's process" 0 "restart_syscall" -- $run --pid=container:target image sh -c \
    '/whytrace -I2 -o /tmp/trace -p 1 & '"$until_asleep"'; kill -TERM $!; wait $!; cat /tmp/trace'
step "examples/into-container.sh" 3 "$works" -- sh "$source/examples/into-container.sh" target -f sh -c 'exit 3'
docker run -d --name first --network none image /whytrace sleep 1000000 >/dev/null
step "as PID 1: docker stop ends the program" 0 -- docker stop -t 60 first
step "... by the signal, and not by the time limit" 0 143 -- docker inspect --format '{{.State.ExitCode}}' first

step "in a root that holds nothing but whytrace" 0 'execve("/whytrace"' "+++ exited with 0 +++" -- \
    $run distroless /whytrace /whytrace -V

exit $((failures > 0))
