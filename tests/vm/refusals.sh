# What tests of refusals share: ways to trace, each with what the kernel in this machine is to say. Sourced.
# Needs $whytrace and $let_in. The hard part: a target that is attached to has to be there, and to be what it will be.
failures=0

# way NAME: a shell command that traces in that way and ends with 0 if it could, or with --diagnose asks about it.
way() {
    attach="$whytrace ${diagnose:---syscall-limit=1 -o /dev/null} -p"
    case $1 in
    launch) echo "$whytrace ${diagnose:--o /dev/null} true" ;;
    traceme) echo "$whytrace --traceme -o /dev/null true" ;;
    child) echo "yes >/dev/null 2>&1 & exec $attach \$!" ;;
    other) echo "yes >/dev/null 2>&1 & ($attach \$!; exit \$?)" ;;
    allowing) echo "$let_in yes >/dev/null 2>&1 & until grep -qx yes /proc/\$!/comm; do :; done; ($attach \$!; exit \$?)" ;;
    outside) echo "$attach $outside" ;;
    esac
}

# expect USER WAY STATUS TEXT: what the command says and ends with. The status of a trace and of a diagnosis are the same: 0 or 1.
expect() {
    for diagnose in '' --diagnose; do
        [ "$2$diagnose" != traceme--diagnose ] || continue   # it asks about SEIZE
        said=$(su -s /bin/sh -c "$(way "$2")" "$1" 2>&1) && status=0 || status=$?
        killall -q -9 yes
        case "$status $said" in
        "$3 "*"$4"*) echo "ok: $setting, $1, $2 $diagnose" ;;
        *) failures=$((failures + 1)) && printf 'FAILED: %s, %s, %s %s: ended with %s:\n%s\n' \
            "$setting" "$1" "$2" "$diagnose" "$status" "$said" ;;
        esac
    done
}
works() { user=$1 && shift && for name; do expect "$user" "$name" 0 ''; done; }
