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
usage: sh tests/run.sh [--quick | --all | --labels LABEL,...] [--preset NAME] [-- ARGUMENT-OF-CTEST...]

Installs what is missing (as root or with sudo), builds, and runs every test but those with the label slow.

  --quick         two minutes: only the tests with the label unit or tracee (fuzz where it is built), and only what these need
  --all           the slow ones as well (fresh Debian roots ...), then all once more with sanitizers
  --labels LIST   of unit tracee compare container vm fuzz slow those (tests/README.md), and only what they need
  --preset NAME   build and test NAME of CMakePresets.json: ci (the default), dev, asan, aarch64
  --              what follows goes to ctest, e.g.  sh tests/run.sh -- -R quickstart -V
END
}

labels='unit tracee compare container vm fuzz' preset=ci sanitized=
while [ $# -gt 0 ]; do
    case $1 in
        --quick)
            labels='unit tracee'
            [ ! -x "$root/build/fuzz/tests/fuzz/fuzz_stack" ] || labels="$labels fuzz"   # to build them takes minutes
            ;;
        --all) labels="$labels slow" sanitized=yes ;;
        --labels) labels=$(echo "${2?"tests/run.sh: --labels needs a list"}" | tr , ' ') && shift ;;
        --preset) preset=${2?"tests/run.sh: --preset needs a name"} && shift ;;
        --help | -h) usage && exit ;;
        --) shift && break ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done

needs=
for label in $labels; do
    case $label in
        unit | tracee | fuzz) ;;
        compare | vm) needs="$needs $label" ;;
        container) needs="$needs docker" ;;
        slow) needs="$needs root" ;;
        *) echo "tests/run.sh: there is no label '$label'" >&2 && usage >&2 && exit 2 ;;
    esac
done
packages_install build test
# A test says itself what it lacks, and is skipped.
for need in $needs; do packages_install "$need" || echo "tests/run.sh: goes on without them" >&2; done

cd "$root"
mkdir -p build
configure() { cmake --preset "$1" >build/configure.log 2>&1 || { cat build/configure.log >&2 && false; }; }
build() { configure "$1" && cmake --build --preset "$1" -- --quiet; }
# build_and_test PRESET ARGUMENT-OF-CTEST...
build_and_test() {
    name=$1 && shift
    build "$name" && ctest --preset "$name" -j "$(nproc)" "$@"
}
# What the tests with this label need besides their own build.
build_for() {
    case $1 in
        # The tests of preset ci include those of this build (tests/vm), which it skips where there is no such build: no compiler for
        # it, or no packages of its machine to be had.
        vm)
            [ "$preset" != ci ] || ! command -v aarch64-linux-gnu-g++ >/dev/null || ! configure static-aarch64 ||
                { build static-aarch64 && build aarch64; }
            ;;
        # What tests/container copies into containers.
        container) ! command -v dockerd >/dev/null || build static ;;
        # Where there is no clang for them, their test says so.
        fuzz)
            packages_install fuzz || true
            sh tests/fuzz/run.sh 0 || [ $? = 77 ]
            ;;
    esac
}

status=0
for label in $labels; do build_for "$label"; done
build_and_test "$preset" -L "^($(echo "$labels" | tr ' ' '|'))\$" "$@" || status=$?
[ -z "$sanitized" ] || build_and_test asan -LE '^slow$' "$@" || status=$?
exit "$status"
