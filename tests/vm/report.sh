#!/bin/sh
# report.sh OUT NAME: the result of one case that run.sh brought back, as if it had been run here: output and exit code.
# Not a judge: what counts as success is the command's exit code, or what CTest is told to look for.
# Nothing hard here, but a case without a result has failed: the machine went down before or during it.
set -eu
result=$1/$2
if [ -e "$1/skipped" ]; then
    printf 'skipped: %s\n' "$(cat "$1/skipped")"
    exit 77
fi
if [ ! -e "$result/rc" ]; then
    printf 'no result: the machine did not get to the end of "%s". Its console is one of %s/console.*\n' "$2" "$1" >&2
    exit 1
fi
cat "$result/stdout"
cat "$result/stderr" >&2
rc=$(cat "$result/rc")
read -r began ended limit <"$result/time"
# 137: killed, by timeout where as much time has passed.
if [ "$rc" = 137 ] && [ "$(awk "BEGIN { print ($ended - $began >= $limit) }")" = 1 ]; then
    printf 'time is up: "%s" did not end within %s seconds\n' "$2" "$limit" >&2
fi
exit "$rc"
