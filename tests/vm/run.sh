#!/bin/sh
# Runs commands on a real Linux kernel of a chosen architecture and version in qemu and brings their results back.
# Not a system image: the guest is a kernel, busybox and the files given. What the guest does is in guest.sh.
# The hard part: qemu ends with 0 also when the guest panics, so only what the guest wrote counts.
set -eu

usage() {
    cat <<'TEXT'
usage: run.sh [OPTION]... -- COMMAND         one command; its output and exit code become ours
       run.sh [OPTION]... --cases FILE... --out DIR

  --arch ARCH        arm64 (default) or amd64, as Debian names them
  --suite SUITE      Debian release that the kernel is from, e.g. bullseye, trixie-backports (default: this machine's)
  --kernel VERSION   the newest cloud kernel whose version starts so, e.g. 5.10 (default: the release's own)
  --add FILE[:PLACE] a file or folder for the guest, at the same absolute path or at PLACE (again and again)
  --add-list LIST    as many --add as LIST has lines
  --deb PACKAGE[:PATH]  a Debian package for the guest, or this file of it, unpacked, without its dependencies (again and again)
  --ldd PROGRAM      lists the libraries of what is added, and they are added, too: for a guest like this machine
  --strip PROGRAM    strips debug information off the programs that are added
  --cases FILE       one case a line: NAME<tab>root|user<tab>SECONDS<tab>SHELL COMMAND (again and again)
  --out DIR          per case: DIR/NAME/stdout, stderr, rc, time (began, ended, limit), files/ (what it left in its folder)
  --user NAME        root (default) or user, for a single command
  --seconds N        limit of a single command (default 60)
  --append ARGS      more kernel arguments
  --memory MIB       memory of the guest (default 1024)
  --cpus N           its CPUs (default 1)
  --guests N         as many guests at once, which share the cases out (default 1)
  --limit SECONDS    limit of each guest (default 900)
  --cache DIR        where kernels and packages are kept (default: build/vm-cache in the source tree)

ends with 77 and the reason when qemu or the kernel cannot be had.
TEXT
}

here=$(cd "$(dirname "$0")" && pwd)
. "$here/debian.sh"

arch=arm64 suite='' kernel='' out='''' user=root seconds=60 append='' memory=1024 cpus=1 guests=1 limit=900 strip='' ldd=''
cache=$here/../../build/vm-cache

unavailable() {
    printf 'skipped: %s\n' "$*" >&2
    [ -z "$out" ] || { mkdir -p "$out"; printf '%s\n' "$*" >"$out/skipped"; }
    exit 77
}
wrong() {
    printf 'run.sh: %s\n' "$*" >&2
    exit 2
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
: >"$scratch/add"
: >"$scratch/debs"

while [ $# -gt 0 ]; do
    case $1 in
    --help) usage; exit 0 ;;
    --) shift; break ;;
    --*) [ $# -ge 2 ] || wrong "$1 needs a value" ;;
    *) wrong "what is '$1'? A command comes after --" ;;
    esac
    case $1 in
    --arch) arch=$2 ;;
    --suite) suite=$2 ;;
    --kernel) kernel=$2 ;;
    --add) printf '%s\n' "$2" >>"$scratch/add" ;;
    --add-list) cat "$2" >>"$scratch/add" ;;
    --deb) printf '%s\n' "$2" >>"$scratch/debs" ;;
    --strip) strip=$2 ;;
    --ldd) ldd=$2 ;;
    --cases) cat "$2" >>"$scratch/cases" ;;
    --out) out=$2 ;;
    --user) user=$2 ;;
    --seconds) seconds=$2 ;;
    --append) append=$2 ;;
    --memory) memory=$2 ;;
    --cpus) cpus=$2 ;;
    --guests) guests=$2 ;;
    --limit) limit=$2 ;;
    --cache) cache=$2 ;;
    *) wrong "unknown option $1 (--help lists them)" ;;
    esac
    shift 2
done

mkdir -p "$cache"
cache=$(cd "$cache" && pwd)   # apt is told of it, and takes what is relative to be elsewhere
cases=$scratch/cases single=
if [ ! -s "$cases" ]; then
    [ $# -gt 0 ] || wrong "no command and no --cases"
    single=yes
    out=${out:-$scratch/out}
    printf 'single\t%s\t%s\t%s\n' "$user" "$seconds" "$*" >"$cases"
fi
[ -n "$out" ] || wrong "--cases needs --out"
rm -rf "$out"
mkdir -p "$out"

# -cpu max without pauth-impdef costs threefold; -accel tcg because KVM, where it seems to be there, may hang.
case $arch in
arm64) qemu=qemu-system-aarch64 machine='-M virt -cpu max,pauth-impdef=on' console=ttyAMA0 debian_qemu=qemu-system-arm ;;
amd64) qemu=qemu-system-x86_64 machine='-M q35 -cpu max' console=ttyS0 debian_qemu=qemu-system-x86 ;;
*) wrong "unknown architecture $arch" ;;
esac
command -v "$qemu" >/dev/null || unavailable "$qemu is not installed (Debian: $debian_qemu)"
command -v cpio >/dev/null || unavailable "cpio is not installed"

debian_lock
debian_release "${suite:-$codename}"
debian_kernel "$kernel"
# A static busybox runs on every kernel, so the packages come from the release that is sure to be there.
debian_release "$codename"
mkdir -p "$scratch/root/vm"
for folder in bin sbin lib lib64; do
    mkdir -p "$scratch/root/usr/$folder"
    ln -s "usr/$folder" "$scratch/root/$folder"   # releases differ in where their packages think these are
done
echo busybox-static >>"$scratch/debs"
while IFS=: read -r name part; do
    debian_package "$name"
    tar -cf - -C "$unpacked" "${part:-.}" | tar -xf - --keep-directory-symlink -C "$scratch/root"
done <"$scratch/debs"
debian_unlock
if [ -n "$ldd" ]; then
    while IFS=: read -r file _; do "$ldd" "$file" 2>/dev/null || true; done <"$scratch/add" | grep -o '/[^ :]*' | sort -u >"$scratch/libraries"
    cat "$scratch/libraries" >>"$scratch/add"
fi
while IFS=: read -r file place; do
    [ -n "$file" ] || continue
    target=$scratch/root${place:-$file}
    mkdir -p "$(dirname "$target")"
    cp -RL --remove-destination "$file" "$target" || wrong "cannot add $file"
    if [ -n "$strip" ] && [ -f "$target" ]; then "$strip" --strip-debug "$target" 2>/dev/null || true; fi
done <"$scratch/add"
cp "$here/guest.sh" "$scratch/root/init"
chmod 755 "$scratch/root/init"
archive() { cpio --quiet -o -H newc -R +0:+0; }
(cd "$scratch/root" && find . | archive) >"$scratch/initramfs"
rm -rf "$scratch/root"

# boot N: one guest with its share of the cases; sets $machine_pid.
boot() {
    own=$scratch/$1
    mkdir -p "$own/root/vm"
    awk -v n="$1" -v all="$guests" 'NR % all == n % all' "$cases" >"$own/root/vm/cases"
    # The kernel unpacks one archive after the other.
    { cat "$scratch/initramfs" && (cd "$own/root" && find . | archive); } >"$own/initramfs"
    truncate -s 256M "$own/disk"
    # icount: a loaded machine is no slower in the guest's eyes. Not of several CPUs: with it they take turns, and spend them waiting for each
    # other. While it waits for the disk its clock may leap: no timeouts there.
    clock=
    [ "$cpus" -gt 1 ] || clock='-icount shift=2,sleep=off'
    timeouts='nvme_core.io_timeout=1000000 nvme_core.admin_timeout=1000000'
    # shellcheck disable=SC2086
    timeout -k 5 "$limit" "$qemu" $machine -accel tcg $clock -smp "$cpus" -m "$memory" -nographic -nic none -no-reboot \
        -kernel "$vmlinuz" -initrd "$own/initramfs" -append "console=$console panic=-1 oops=panic quiet $timeouts $append" \
        -drive if=none,id=results,format=raw,cache=unsafe,file="$own/disk" -device nvme,drive=results,serial=results \
        </dev/null >"$own/console" 2>&1 &
    machine_pid=$!
}

# collect N STATUS: its results; fails if it did not end well.
collect() {
    text=$out/console.$1
    tr -d '\r' <"$scratch/$1/console" >"$text"
    tar -xf "$scratch/$1/disk" --ignore-zeros -C "$out" 2>/dev/null || true
    if grep -aqx VM-DONE "$text" && ! grep -aq '^VM-DISK-FULL' "$text"; then return; fi
    last=$(sed -n 's/^VM-CASE //p' "$text" | tail -n 1)
    printf 'the machine did not end well (qemu: %s%s; last case: %s). Its console:\n' \
        "$2" "$([ "$2" != 124 ] || printf ', time is up')" "${last:-none}" >&2
    tail -n 40 "$text" >&2
    return 1
}

pids=
trap 'kill $pids 2>/dev/null; exit 130' INT TERM
for n in $(seq "$guests"); do
    boot "$n"
    pids="$pids $machine_pid"
done
n=0 ended_well=yes
for pid in $pids; do
    n=$((n + 1)) status=0
    wait "$pid" || status=$?
    collect "$n" "$status" || ended_well=
done
[ -n "$ended_well" ] || exit 1
if [ -n "$single" ]; then
    sh "$here/report.sh" "$out" single
    exit
fi
sed -n 's/^VM-KERNEL /kernel /p' "$out/console.1"
while IFS='	' read -r name _; do
    printf '%s\t%s\n' "$(cat "$out/$name/rc")" "$name"
done <"$cases"
