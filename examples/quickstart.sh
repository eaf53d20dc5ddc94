#!/bin/sh
# From a machine that has nothing but its distribution to a trace, in one command: `sh examples/quickstart.sh ls /`.
# The first run installs what is missing and builds into build/release; the next ones go straight to the program, unless
# a source has changed. Not for developers: that is tests/run.sh. Its arguments are whytrace's.
# The hard part: to know that nothing is to be done without asking cmake or ninja, which takes longer than many a trace.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
build=$root/build/release
log=$root/build/quickstart.log
stamp=$build/.quickstart
. "$root/examples/packages.sh"

# Built from this very folder, and nothing in it is newer than the start of that build. Folders count: they notice a deletion.
up_to_date() {
    [ -x "$build/whytrace" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$root" ] && command -v find >/dev/null &&
        [ -z "$(cd "$root" && find CMakeLists.txt CMakePresets.json cmake include src syscalls -newer "$stamp" | head -n 1)" ]
}

quietly() {
    if ! "$@" >"$log" 2>&1 </dev/null; then
        tail -n 30 "$log" >&2
        echo "whytrace: could not build; all of it is in $log" >&2
        exit 1
    fi
}

if ! up_to_date; then
    packages_install build
    [ ! -t 2 ] || echo "whytrace: building, once" >&2
    mkdir -p "$build"
    echo "$root" >"$stamp.new"
    fresh=
    [ "$(cat "$stamp" 2>/dev/null)" = "$root" ] || fresh=--fresh   # no help: what another folder's build has left there
    (cd "$root" && quietly cmake --preset release $fresh && quietly cmake --build --preset release --target whytrace_program)
    mv "$stamp.new" "$stamp"
fi
exec "$build/whytrace" "$@"
