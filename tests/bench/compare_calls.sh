#!/bin/sh
# Compares how strace and whytrace show calls in odd forms: compare_calls.sh [options] TRACEE...; --help says more.
# Not a filter of differences: comparison/known.py explains what remains.
# Hard part: none here; compare_calls.py has it.
here=$(dirname "$(readlink -f "$0")")
for build in "$here"/../../build/release "$here"/../../build/ci "$here"/../../build/dev; do
    [ -x "$build/whytrace" ] && : "${WHYTRACE:=$build/whytrace}"
done
: "${WHYTRACE:=whytrace}"
export WHYTRACE
exec /usr/bin/env python3 -B "$here/compare_calls.py" "$@"
