#!/bin/sh
# selinux_test.sh WHYTRACE LET_IN CASE: in a domain of SELinux's that may trace, in one that may not, in the first with deny_ptrace on: who may
# trace whom from inside, what whytrace says of it, and whether what it advises works. In the guest.
# Nothing hard here; the ways to trace are in refusals.sh, the policy in selinux.cil.
whytrace=$1 let_in=$2 case=$3
here=$(dirname "$0") selinux=/sys/fs/selinux
[ -e $selinux/load ] || mount -t selinuxfs selinuxfs $selinux || exit 1
load() { cat "$here/selinux.cil" - >p.cil && secilc -c 33 -o p -f /dev/null p.cil && dd if=p of=$selinux/load bs=1M 2>/dev/null || exit 1; }
load </dev/null
echo 1 >$selinux/enforce

. "$here/refusals.sh"
setting=$case
refused() {
    for user in root user; do
        for name in launch child other; do expect $user $name 1 "refused: selinux (proved): SELinux: $1"; done
    done
}
allowed() { for user in root user; do works $user launch traceme child other; done; }
set_boolean() { echo "$1" >$selinux/booleans/deny_ptrace && echo 1 >$selinux/commit_pending_bools || exit 1; }
enter() {
    printf 'u:r:%s' "$1" >/proc/self/attr/current
    [ "$(tr -d '\0' </proc/self/attr/current)" = "u:r:$1" ] || exit 1
}
case $case in
allowed) enter free_t && allowed ;;
domain)
    enter noptr_t && refused "the policy does not allow our domain to"
    echo '(allow noptr_t domain (process (ptrace)))' | load   # "a module with: allow DOMAIN TARGET_DOMAIN:process ptrace;"
    allowed
    ;;
boolean)
    enter free_t
    set_boolean 1
    refused "its boolean deny_ptrace takes ptrace from"
    set_boolean 0   # "setsebool deny_ptrace 0"
    allowed
    ;;
esac 2>&1
exit $((failures > 0))
