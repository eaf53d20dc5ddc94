#!/bin/sh
# runner_test.sh CACHE: run.sh and report.sh themselves: output, files, exit codes, signals, time limits, a machine that dies.
# Not about whytrace, which is not in the guest.
# The hard part is the last case, a kernel panic: it must fail, and what ended before it must not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

fail() {
    printf 'runner_test: %s\n' "$*" >&2
    exit 1
}
case_line() { printf '%s\t%s\t%s\t%s\n' "$@"; }
{
    case_line output root 20 'echo to stdout; echo to stderr >&2; echo kept >"a file"; exit 3'
    case_line user user 20 'id -u; grep CapEff /proc/self/status'
    case_line signal root 20 'kill -SEGV $$'
    case_line orphan root 20 'sleep 1000 & exit 0'
    case_line alone root 20 'pidof sleep'
    case_line endless root 1 'sleep 1000'
    case_line panic root 20 'echo c >/proc/sysrq-trigger'
    case_line after root 20 true
} >"$out/cases"

rc=0
sh "$here/run.sh" --cache "$1" --cases "$out/cases" --out "$out/results" 2>"$out/log" || rc=$?
if [ "$rc" = 77 ]; then cat "$out/log"; exit 77; fi
[ "$rc" = 1 ] || fail "a panic gave $rc: $(cat "$out/log")"
grep -q 'last case: panic' "$out/log" || fail "the case that killed the machine is not named: $(cat "$out/log")"

# expect NAME CODE STDOUT: what report.sh makes of a case.
expect() {
    rc=0
    text=$(sh "$here/report.sh" "$out/results" "$1" 2>"$out/stderr") || rc=$?
    [ "$rc" = "$2" ] || fail "$1 ended with $rc, not $2"
    [ "$text" = "$3" ] || fail "$1 printed: $text"
}
expect output 3 'to stdout'
[ "$(cat "$out/stderr")" = 'to stderr' ] || fail "stderr was: $(cat "$out/stderr")"
[ "$(cat "$out/results/output/files/a file")" = kept ] || fail "the file of the case did not come back"
expect user 0 "$(printf '1000\nCapEff:\t0000000000000000')"
expect signal 139 ''
expect orphan 0 ''
expect alone 1 ''
expect endless 137 ''
grep -q 'time is up' "$out/stderr" || fail "nothing says that the time was up"
expect panic 1 ''
expect after 1 ''
grep -q 'no result' "$out/stderr" || fail "nothing says that there is no result"
