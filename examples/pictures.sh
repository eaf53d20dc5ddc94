#!/bin/sh
# From a program to pictures of what it did: `sh examples/pictures.sh FOLDER PROGRAM [ARGUMENT...]` writes into FOLDER
#   trace.jsonl     the recording: whatever else you want to know later is in it (examples/recordings.md)
#   flame.svg       a flame graph: where the time went, by program and call
#   timeline.json   a timeline: open it in https://ui.perfetto.dev or https://www.speedscope.app, which keep it on your machine
# Not for long traces: record them first, then run the last two commands.
# Nothing hard here; flamegraph.pl is Brendan Gregg's, and Debian has it in libdevel-nytprof-perl.
set -eu
[ $# -ge 2 ] || { echo "usage: sh examples/pictures.sh FOLDER PROGRAM [ARGUMENT...]" >&2; exit 2; }
folder=$1 && shift
whytrace=${WHYTRACE:-whytrace}
draw=$(command -v flamegraph.pl || echo /usr/share/perl5/Devel/NYTProf/flamegraph.pl)
[ -f "$draw" ] || { echo "pictures.sh: needs flamegraph.pl: apt-get install libdevel-nytprof-perl" >&2; exit 1; }

mkdir -p "$folder"
status=0
"$whytrace" -f -y -v -s 200 --format=json -o "$folder/trace.jsonl" "$@" || status=$?
"$whytrace" --read "$folder/trace.jsonl" --format=folded |
    perl "$draw" --title="$*" --countname=us --nametype=Call: >"$folder/flame.svg"
"$whytrace" --read "$folder/trace.jsonl" --format=perfetto -o "$folder/timeline.json"
exit "$status"
