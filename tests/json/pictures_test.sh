#!/bin/sh
# examples/pictures.sh makes what it says. Arguments: the source tree, whytrace, a folder.
# Not a look at the pictures.
set -eu
root=$1 whytrace=$2 folder=$3
if ! command -v flamegraph.pl >/dev/null && [ ! -f /usr/share/perl5/Devel/NYTProf/flamegraph.pl ]; then
    echo "SKIPPED: no flamegraph.pl (libdevel-nytprof-perl)"
    exit 77
fi
rm -rf "$folder"
status=0
WHYTRACE=$whytrace sh "$root/examples/pictures.sh" "$folder" sh -c 'ls / >/dev/null; exit 3' || status=$?
[ "$status" = 3 ] || { echo "exit status $status"; exit 1; }
calls=$(grep -c '"event":"syscall"' "$folder/trace.jsonl")
slices=$(grep -c '"ph":"X"' "$folder/timeline.json")
[ "$calls" -gt 20 ] && [ "$calls" = "$slices" ] || { echo "$calls calls, $slices slices"; exit 1; }
python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$folder/timeline.json"
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$folder/flame.svg"
grep -q '>execve (' "$folder/flame.svg" || { echo "no execve in the flame graph"; exit 1; }
