#!/bin/sh
# Runs the hard cases of DESIGN's tracer core, the scenes of the hostile program, or the ways to leave, N times in a row, each in every mode of the tracer. Not part
# of CTest: `repeat.sh 200` takes minutes. The hard part is to stop at the first failure and to keep what it said.
# usage: repeat.sh N [BUILD-FOLDER [hard | hostile | leaving]]
set -u
times=${1:?usage: repeat.sh N [BUILD-FOLDER [hard | hostile | leaving]]}
build=${2:-$(dirname "$0")/../../build/ci}
tag=${3:-hard}
case $tag in
    hostile | leaving) drivers=$tag ;;
    *) drivers="hard_cases attach end places" ;;
esac
said=$(mktemp)
trap 'rm -f "$said"' EXIT

runs=0
for driver in $drivers; do
    program=$build/tests/core/core_${driver}_test
    [ -x "$program" ] || { echo "$program is not built" >&2; exit 1; }
    for mode in "" registers traceme; do
        tags="[$tag]"
        [ -z "$mode" ] || tags="[$tag][$mode]"
        "$program" --list-test-names-only "$tags" | while read -r name; do
            round=0
            while [ $round -lt "$times" ]; do
                round=$((round + 1))
                escaped=$(printf '%s' "$name" | sed 's/[][,\\]/\\&/g')
                WHYTRACE_MODE=${mode:+--$mode} "$program" "$escaped" >"$said" 2>&1 && ! grep -q "No test" "$said" && continue
                echo "FAILED in round $round: $driver ${mode:+--$mode}: $name"
                cat "$said"
                exit 1
            done
            echo "$times times: $driver ${mode:+--$mode }$name"
        done || exit 1
    done
done
