#!/bin/sh
# apparmor_test.sh WHYTRACE LET_IN RULES: an AppArmor profile with these ptrace rules, loaded and entered in the guest: who may trace whom
# from inside, what whytrace says of it. `all` is what it advises to add to a profile, and has to work.
# The hard part: a process enters a profile by an execve, so the script runs twice; the second time it is in the profile, and all it starts.
whytrace=$1 let_in=$2 rules=$3 outside=$4
case $rules in
none) ptrace= ;;
deny) ptrace='deny ptrace,' ;;
read) ptrace='ptrace (read),' ;;
all) ptrace='ptrace (trace, tracedby, read, readby) peer=confined,' ;;
esac
if [ -z "$outside" ]; then
    cat >profile <<END
abi <abi/3.0>,
profile confined flags=(attach_disconnected) {
    file, capability, network, signal, unix, mount, umount, dbus, change_profile,
    $ptrace
}
END
    apparmor_parser -K -r "$PWD/profile" || exit 1
    sleep 1000 &
    printf 'exec confined' >/proc/self/attr/exec
    exec sh "$0" "$@" $!
fi

. "$(dirname "$0")/refusals.sh"
setting="rules: $rules"
read -r profile </proc/self/attr/current && [ "$profile" = 'confined (enforce)' ] || exit 1
refused() {
    user=$1 && shift
    for name; do expect "$user" "$name" 1 'refused: apparmor (proved): AppArmor: a profile has no ptrace rule'; done
}
for user in root user; do
    case $rules in
    all) works $user launch traceme child other ;;
    *) refused $user launch child other ;;
    esac
done
expect root outside 1 'refused: apparmor (proved): AppArmor: a profile has no ptrace rule'
exit $((failures > 0))
