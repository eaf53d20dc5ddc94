#!/bin/sh
# list_cases.sh MACHINE LIST PREFIX SPEC USER SECONDS ENVIRONMENT EMULATOR PROGRAM OPTION...: asks a Catch2 program for its
# tests (by OPTION) and writes LIST.cases, the lines for run.sh, and LIST.cmake, the same for CTest. functions.cmake calls it.
# Not for hands. The hard part is quoting: names are prose, and go to a shell, to CMake and to Catch2, which reads , and [ in them.
set -eu
machine=$1 list=$2 prefix=$3 spec=$4 user=$5 seconds=$6 environment=$7 emulator=$8 program=$9
shift 9
here=$(cd "$(dirname "$0")" && pwd)
id=$(basename "$list")
out=$(dirname "$(dirname "$list")")/$machine
mkdir -p "$(dirname "$list")"
: >"$list.cases" >"$list.cmake.part"

add_test() {
    printf 'add_test([==[%s]==] sh [==[%s]==] [==[%s]==] [==[%s]==])\n' "$1" "$here/report.sh" "$out" "$2"
    printf 'set_tests_properties([==[%s]==] PROPERTIES LABELS vm SKIP_RETURN_CODE 77 SKIP_REGULAR_EXPRESSION "%s"\n' \
        "$1" 'TEST SKIPPED: '
    printf '    TIMEOUT 60 FIXTURES_REQUIRED %s:boot)\n' "$machine"
}

if [ -z "$emulator" ]; then
    # Without names it is one case, whose parts cannot be skipped one by one.
    echo "list_cases.sh: no qemu-aarch64 (Debian: qemu-user), so the tests of $id are one case" >&2
    names=
else
    # Catch2 v2 gives the number of tests as exit code.
    names=$("$emulator" "$program" ${spec:+"$spec"} "$@") || true
    [ -n "$names" ] || { echo "list_cases.sh: $program has no tests $spec" >&2; exit 1; }
fi

n=0
printf '%s\n' "$names" | while IFS= read -r name; do
    n=$((n + 1))
    chosen=$spec
    [ -z "$name" ] || chosen=$(printf '%s' "$name" | sed 's/[][,\\]/\\&/g')      # for Catch2
    chosen=$(printf '%s' "$chosen" | sed "s/'/'\\\\''/g")                       # for the shell
    printf '%s.%s\t%s\t%s\t%s\n' "$id" "$n" "$user" "$seconds" \
        "env $(printf '%s' "$environment" | tr ';' ' ') '$program' ${chosen:+"'$chosen'"}" >>"$list.cases"
    add_test "$machine:$prefix$name" "$id.$n" >>"$list.cmake.part"
done
mv "$list.cmake.part" "$list.cmake"
