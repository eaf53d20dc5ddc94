#!/bin/sh
# Builds the fuzzers, and runs each: sh tests/fuzz/run.sh [SECONDS [NAME...]]   (60 seconds; all of them; 0 seconds: builds only)
# What they find lies in build/fuzz/found, what they have learnt in build/fuzz/corpus; all begin with tests/fuzz/corpus.
# The hard part: Debian 12's plain clang (14) does not know the ranges of its library, so the newest clang is looked for.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd -P)
seconds=${1:-60}
[ $# -eq 0 ] || shift
names=${*:-decode explain filter generator options profile read signal stack}

newest_clang() {
    for clang in clang++-21 clang++-20 clang++-19 clang++-18 clang++-17 clang++-16 clang++; do
        command -v $clang >/dev/null && [ "$($clang -dumpversion | cut -d. -f1)" -ge 16 ] || continue
        for library in "$($clang -print-resource-dir)"/lib/*/libclang_rt.fuzzer*; do
            [ -e "$library" ] && echo $clang && return
        done
    done
}
clang=$(newest_clang)
[ -n "$clang" ] || { echo "SKIPPED: no clang of version 16 or later with its libraries (clang-16 and libclang-rt-16-dev)" && exit 77; }

cd "$root"
mkdir -p build/fuzz/found
{ cmake --preset fuzz -DCMAKE_CXX_COMPILER="$clang" >build/fuzz/configure.log 2>&1 || { cat build/fuzz/configure.log && false; }; } &&
    cmake --build --preset fuzz --target $(printf 'fuzz_%s ' $names) -- --quiet
[ "$seconds" -gt 0 ] || exit 0
status=0
for name in $names; do
    mkdir -p "build/fuzz/corpus/$name"
    log=build/fuzz/$name.log
    if build/fuzz/tests/fuzz/fuzz_"$name" -max_total_time="$seconds" -timeout=120 -rss_limit_mb=2048 -close_fd_mask=3 -print_final_stats=1 \
        -entropic_scale_per_exec_time=1 -artifact_prefix="build/fuzz/found/$name-" "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
        said=passed
    else
        said="FAILED, see $log" status=1
    fi
    count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
    edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -1)
    all=$(sed -n 's/.*Loaded 1 modules *(\([0-9]*\) .*/\1/p' "$log")
    printf '%-10s %10s runs  %7s a second  %6s of %6s edges  %s\n' "$name" "${count:-?}" "${rate:-?}" "${edges:-?}" "${all:-?}" "$said"
done
exit $status
