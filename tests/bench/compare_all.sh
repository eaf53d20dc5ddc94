#!/bin/sh
# Compares whytrace with strace over the programs in programs/: compare_all.sh [options] [PROGRAM...]; --help says more.
# Not a filter of differences: differences.md explains what remains.
# Hard part: none here; compare_all.py has it.
here=$(dirname "$(readlink -f "$0")")
for build in "$here"/../../build/release "$here"/../../build/ci "$here"/../../build/dev; do
    [ -x "$build/whytrace" ] && : "${WHYTRACE:=$build/whytrace}"
done
: "${WHYTRACE:=whytrace}"
export WHYTRACE
# In a mount namespace of its own, where that is allowed: the programs' folders are file systems.
if unshare --mount true 2> /dev/null; then
    exec unshare --mount /usr/bin/env python3 -B "$here/compare_all.py" "$@"
fi
exec /usr/bin/env python3 -B "$here/compare_all.py" "$@"
