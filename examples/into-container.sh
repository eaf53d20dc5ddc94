#!/bin/sh
# Traces inside a running container that has no tracer: copies the static whytrace there and runs it.
#     sh examples/into-container.sh CONTAINER -f -p 1
# What follows CONTAINER is whytrace's; `--diagnose` says why it may not trace there. Docker's or podman's, whichever knows it.
# Builds preset static first if there is none. Nothing hard here.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
whytrace=$root/build/static/whytrace

[ $# -ge 2 ] || { echo "usage: sh examples/into-container.sh CONTAINER ARGUMENT-OF-WHYTRACE..." >&2; exit 2; }
container=$1
shift

engine=
for candidate in docker podman; do
    if command -v "$candidate" >/dev/null && "$candidate" container inspect "$container" >/dev/null 2>&1; then
        engine=$candidate
        break
    fi
done
[ -n "$engine" ] || { echo "into-container.sh: neither docker nor podman knows a container '$container'" >&2; exit 1; }

if [ ! -x "$whytrace" ]; then
    log=$root/build/packages.log
    mkdir -p "$root/build"
    . "$root/examples/packages.sh"
    packages_install build
    (cd "$root" && cmake --preset static && cmake --build --preset static) >&2
fi

"$engine" cp "$whytrace" "$container:/whytrace" >&2
terminal=
if [ -t 0 ] && [ -t 1 ]; then terminal=-t; fi
exec "$engine" exec -i $terminal "$container" /whytrace "$@"
