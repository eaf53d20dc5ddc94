#!/bin/sh
# One step of a program of the comparison: step.sh FILE STEP, in the folder in which the program is traced.
# Not a program itself. FILE sets `needs` (commands) and, where chance has a part, `runs` (of each tracer); it defines
# `traced` (prints the words of the command, one a line), and where it has to, `prepare` (fills the empty folder before a
# run) and `beside` (runs untraced during it; says "go" on descriptor 3, or ends, when the traced program may start).
# Servers listen at 127.0.0.1:$PORT.
# Hard part: none.
needs=
runs=2
prepare() { :; }
beside() { :; }
print_needs() { printf '%s\n' $needs; }
print_runs() { echo "$runs"; }
set -e
. "$1"
"$2"
