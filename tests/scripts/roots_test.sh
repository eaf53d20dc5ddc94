#!/bin/sh
# The README's two commands in a root that has nothing but its distribution, made with debootstrap; then all
# other commands of the pages, as a newcomer would follow them (walk_test.py).
# Not here: other distributions; their package names are checked by quickstart_test.sh and are otherwise untested.
# The hard part: the mirror. It is whatever this machine's apt uses, with its settings (proxies ...), and is named nowhere else.
# Arguments: suite, source tree, folder that keeps the bare roots for the next time.
set -eu
suite=$1 source=$2 cache=$3
skip() { echo "SKIPPED: $*" && exit 77; }
[ "$(id -u)" = 0 ] || skip "entering a root needs root"
command -v debootstrap >/dev/null || skip "debootstrap is not installed (sh tests/run.sh --all installs it)"
command -v apt-get >/dev/null || skip "the mirror is taken from apt's configuration, and there is no apt here"
git -C "$source" rev-parse HEAD >/dev/null || skip "the tree is copied with git, and $source is no clone"

codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
mirror=$(apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(SITE)' 'Created-By: Packages' |
    awk -v codename="$codename" '$1 == codename && $2 == "main" { print $3; exit }')
[ -n "$mirror" ] || skip "apt names no mirror for $codename main"

mkdir -p "$cache"
root=$(mktemp -d "$cache/$suite.XXXXXX")
log=$cache/$suite.log
# Mounts and processes end with the namespaces; one file system only, should a mount be left after all.
trap 'rm -rf --one-file-system "$root"' EXIT
trap 'exit 1' INT TERM

# step WHAT COMMAND...: with its time; all it says if it fails.
step() {
    what=$1 && shift
    begin=$(date +%s)
    "$@" >"$log" 2>&1 </dev/null || { tail -n 200 "$log" && echo "FAILED on $suite: $what" && exit 1; }
    echo "$suite: $what: $(($(date +%s) - begin)) s"
}
# Entered by pivot_root: in a chroot nobody may make a user namespace (user_namespaces(7)), and on a fresh machine everybody may.
inside() {
    unshare --mount --pid --fork --kill-child --propagation private sh -c '
        mount --bind "$1" "$1" && mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && mount --rbind /sys "$1/sys" &&
        cd "$1" && pivot_root . mnt && umount -l mnt && cd / &&
        exec /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root sh -c "$2"
    ' sh "$root" "$1"
}

if [ ! -f "$cache/$suite.tar" ]; then
    # apt's settings are the machine's: proxies, and certificates where the mirror is https.
    proxy=$(apt-config shell value Acquire::http::Proxy) && eval "$proxy"
    [ -z "${value-}" ] || export http_proxy="$value"
    step "debootstrap" debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror"
    apt-config dump | grep -E '^Acquire::([a-z]+::Proxy|Check|https|Retries)' >"$root/etc/apt/apt.conf.d/99machine" || true
    cp -R /usr/local/share/ca-certificates "$root/usr/local/share/" 2>/dev/null && inside update-ca-certificates >"$log" 2>&1
    tar -C "$root" -cf "$cache/$suite.tar.new" . && mv "$cache/$suite.tar.new" "$cache/$suite.tar"
else
    tar -C "$root" -xf "$cache/$suite.tar"
fi
chmod 755 "$root"   # mktemp's is for its owner alone, and in there it is everybody's /
cp /etc/resolv.conf /etc/hosts "$root/etc/"
mkdir "$root/whytrace"
git -C "$source" archive HEAD | tar -C "$root/whytrace" -xf -

# The commands are the README's, to the letter.
for command in 'sh examples/quickstart.sh ls /' 'sh tests/run.sh'; do
    grep -qFx "$command" "$source/README.md" || { echo "FAILED: the README no longer says: $command" && exit 1; }
done

step "sh examples/quickstart.sh ls /" inside 'cd /whytrace && sh examples/quickstart.sh ls / >/out 2>/err || { cat /err; exit 1; }'
grep -qx etc "$root/out" || { cat "$root/out" && echo "FAILED on $suite: no listing of /" && exit 1; }
head -n 1 "$root/err" | grep -q '^execve("/usr/bin/ls", \["ls", "/"\]' || { cat "$root/err" && echo "FAILED on $suite: no trace" && exit 1; }
tail -n 1 "$root/err" | grep -qFx '+++ exited with 0 +++' || { cat "$root/err" && echo "FAILED on $suite: no end" && exit 1; }

step "the same again, ten times" inside 'cd / && for i in 0 1 2 3 4 5 6 7 8 9; do sh whytrace/examples/quickstart.sh ls / >/out 2>&1 || exit; done'
step "sh tests/run.sh --quick" inside 'cd /whytrace && sh tests/run.sh --quick'
tail -n 12 "$log"
step "the walk through all pages" inside 'python3 /whytrace/tests/scripts/walk_test.py /whytrace'
tail -n 1 "$log"
