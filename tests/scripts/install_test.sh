#!/bin/sh
# An outside project finds, links and runs the installed library; the installed program runs.
# Not here: what the library can do; only that everything an outsider needs is installed.
# Nothing hard here. Arguments: cmake, build folder, compiler, version, the outside project, sanitizers.
set -eu
cmake=$1 build=$2 compiler=$3 version=$4 project=$5 sanitize=$6
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run() { "$@" >"$work/log" 2>&1 || { cat "$work/log" && exit 1; }; }

run "$cmake" --install "$build" --prefix "$work/prefix"
run "$cmake" -G Ninja -S "$project" -B "$work/build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER="$compiler" \
    -DCMAKE_PREFIX_PATH="$work/prefix" ${sanitize:+"-DCMAKE_CXX_FLAGS=-fsanitize=$sanitize"}
run "$cmake" --build "$work/build"

said=$("$work/build/consumer")
[ "$said" = "version $version" ] || { echo "the outside project said: $said" && exit 1; }
case $("$work/prefix/bin/whytrace" -V) in
    *"version $version"*) ;;
    *) echo "the installed program does not know its version" && exit 1 ;;
esac
