#!/bin/sh
# A static program is what can be copied anywhere: it needs no file besides itself, and is small. static_test.sh PROGRAM
# Not here: that it works where nothing else is (tests/container/docker_test.sh, machine arm64 of tests/vm).
# Nothing hard here: readelf tells, for another machine's programs, too.
set -eu
program=$1 limit=4000000
[ -f "$program" ] || { echo "SKIPPED: $program is not built" && exit 77; }

headers=$(readelf -lW "$program")
! printf '%s\n' "$headers" | grep -e INTERP -e DYNAMIC || { echo "$program needs a loader or libraries" && exit 1; }
size=$(wc -c <"$program")
echo "$program: $size bytes"
[ "$size" -lt "$limit" ] || { echo "that is not under $limit" && exit 1; }
