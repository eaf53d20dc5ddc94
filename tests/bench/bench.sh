#!/bin/sh
# Measures whytrace against strace and against a null tracer, and prints ratios: bench.sh [options] [CASE...]; --help says more.
# Not a test of correctness, and never absolute times: they belong to one machine.
# Hard part: none here; bench.py has it.
here=$(dirname "$(readlink -f "$0")")
for build in "$here"/../../build/release "$here"/../../build/ci "$here"/../../build/dev; do
    [ -x "$build/whytrace" ] && : "${WHYTRACE:=$build/whytrace}"
done
: "${WHYTRACE:=whytrace}"
for build in "$here"/../../build/ci "$here"/../../build/dev; do
    [ -x "$build/tests/bench/null_tracer" ] && : "${BENCH_PROGRAMS:=$build/tests/bench}"
done
if [ -z "${BENCH_PROGRAMS-}" ]; then
    echo "bench.sh: null_tracer and pingpong are not built: cmake --preset ci && cmake --build --preset ci" >&2
    exit 2
fi
export WHYTRACE BENCH_PROGRAMS
exec /usr/bin/env python3 -B "$here/bench.py" "$@"
