#!/bin/sh
# firejail_test.sh WHYTRACE: a real Firejail sandbox: what refuses, whose filter it looks like, and the remedy, which is applied.
# Not here: containers with a root of their own (container_test.py).
set -eu
whytrace=$1
skip() { echo "skipped: $*"; exit 77; }
command -v firejail >/dev/null || skip "there is no firejail"
[ -x "$whytrace" ] || skip "there is no $whytrace (cmake --preset static && cmake --build --preset static)"
# Where it takes itself to be in a sandbox already, a container or another pid namespace, it runs the program without one.
firejail --quiet --noprofile --seccomp grep -q '^Seccomp:.2' /proc/self/status || skip "firejail makes no sandbox here"

failures=0
# step TITLE STATUS TEXT COMMAND...
step() {
    title=$1 status=$2 text=$3 got=0
    shift 3
    said=$(timeout 60 firejail --quiet --noprofile --seccomp "$@" 2>&1) || got=$?
    if [ "$got" = "$status" ] && printf '%s\n' "$said" | grep -qF -- "$text"; then
        echo "ok: $title"
    else
        failures=$((failures + 1))
        printf 'FAILED: %s: ended with %s\n%s\n' "$title" "$got" "$said"
    fi
}
step "its filter refuses, proved" 1 "refused: seccomp (proved)" "$whytrace" true
step "where we are" 1 "where      Firejail sandbox" "$whytrace" --diagnose
step "whose filter it looks like" 1 "looks like that of firejail with its default seccomp list" "$whytrace" --diagnose
step "what helps" 1 "helps      firejail: --allow-debuggers" "$whytrace" --diagnose
# Asked inside: it has been seen that Firejail itself ended with 0 though its program did not.
step "and does" 0 "status 3" --allow-debuggers sh -c "'$whytrace' sh -c 'exit 3'; echo status \$?"
exit $((failures > 0))
