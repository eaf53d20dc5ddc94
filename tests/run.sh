#!/bin/sh
# Sets up, builds and runs the tests: `sh tests/run.sh` on a machine that has nothing but its distribution. Ends with the
# closing lines of ctest and its exit status. Not for users of whytrace: that is examples/quickstart.sh.
# Nothing hard here: what a test needs and when it can run stands where it is declared.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
log=$root/build/packages.log
. "$root/examples/packages.sh"

usage() {
    cat <<'END'
usage: sh tests/run.sh [--quick | --all] [--preset NAME] [-- ARGUMENT-OF-CTEST...]

Installs what is missing (as root or with sudo), builds, and runs every test but those with the label slow.

  --quick         two minutes: only the tests with the label unit or tracee (fuzz where it is built), and only what these need
  --all           the slow ones as well (fresh Debian roots ...), then all once more with sanitizers
  --preset NAME   build and test NAME of CMakePresets.json: ci (the default), dev, asan, aarch64
  --              what follows goes to ctest, e.g.  sh tests/run.sh -- -R quickstart -V
END
}

which=default preset=ci
while [ $# -gt 0 ]; do
    case $1 in
        --quick) which=quick ;;
        --all) which=all ;;
        --preset) preset=${2?"tests/run.sh: --preset needs a name"} && shift ;;
        --help | -h) usage && exit ;;
        --) shift && break ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done

case $which in
    quick) packages_install build test ;;
    default) packages_install build test compare vm docker ;;
    all) packages_install build test compare vm docker root ;;
esac

cd "$root"
mkdir -p build
build() {
    { cmake --preset "$1" >build/configure.log 2>&1 || { cat build/configure.log >&2 && false; }; } &&
        cmake --build --preset "$1" -- --quiet
}
# build_and_test PRESET ARGUMENT-OF-CTEST...
build_and_test() {
    name=$1 && shift
    build "$name" && ctest --preset "$name" -j "$(nproc)" "$@"
}
# The tests of preset ci include those of this build (tests/vm), which it skips where there is no such build.
cross_build() {
    if [ "$preset" = ci ] && command -v aarch64-linux-gnu-g++ >/dev/null; then build aarch64; fi
}

# Where there is no clang for them, their test says so.
fuzz_build() {
    packages_install fuzz || true
    sh tests/fuzz/run.sh 0 || [ $? = 77 ]
}

# What tests/container copies into containers.
static_build() {
    if command -v dockerd >/dev/null; then build static; fi
}

case $which in
    quick)
        labels='unit|tracee'
        [ ! -x build/fuzz/tests/fuzz/fuzz_stack ] || labels="$labels|fuzz"   # to build them takes minutes
        build_and_test "$preset" -L "^($labels)\$" -LE '^slow$' "$@"
        ;;
    default) cross_build && static_build && fuzz_build && build_and_test "$preset" -LE '^slow$' "$@" ;;
    all)
        status=0
        cross_build && static_build && fuzz_build && build_and_test "$preset" "$@" || status=$?
        build_and_test asan -LE '^slow$' "$@" || status=$?
        exit "$status"
        ;;
esac
