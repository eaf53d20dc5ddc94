#!/bin/sh
# Compares what strace and whytrace print of one command: compare.sh [options] CMD [ARG...]; --help says more.
# Not a filter of differences: only addresses, task ids and times are made equal.
# Hard part: none here; compare.py has it.
here=$(dirname "$(readlink -f "$0")")
for build in "$here"/../../build/release "$here"/../../build/ci "$here"/../../build/dev; do
    [ -x "$build/whytrace" ] && : "${WHYTRACE:=$build/whytrace}"
done
: "${WHYTRACE:=whytrace}"
export WHYTRACE
exec /usr/bin/env python3 -B "$here/compare.py" "$@"
