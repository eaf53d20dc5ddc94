#!/bin/sh
# image.sh WHYTRACE FILE: writes the tests' root as a tar: busybox, strace, setpriv and whytrace, each with its libraries.
# Not a distribution. `distroless` as a third argument leaves out everything but whytrace.
# The hard part: a program's libraries. ldd(1) names them, and the loader.
set -eu
whytrace=$1 file=$2 kind=${3:-}
root=$(mktemp -d)
chmod 755 "$root"
trap 'rm -rf "$root"' EXIT

# add PROGRAM PLACE
add() {
    mkdir -p "$root$(dirname "$2")"
    cp -L "$1" "$root$2"
    # A static program has none, and ldd says so with its status.
    { ldd "$1" 2>/dev/null || true; } | grep -o '/[^ ]*' | while read -r library; do
        mkdir -p "$root$(dirname "$library")"
        cp -Ln "$library" "$root$library"
    done
}

add "$whytrace" /whytrace
if [ "$kind" != distroless ]; then
    mkdir -p "$root/bin" "$root/tmp" "$root/etc" "$root/dev" "$root/proc" "$root/sys"
    chmod 1777 "$root/tmp"
    add "$(command -v busybox)" /bin/busybox
    for name in sh sleep true id cat ls echo kill grep mktemp mkfifo rm; do ln -s busybox "$root/bin/$name"; done
    add "$(command -v strace)" /usr/bin/strace
    add "$(command -v setpriv)" /usr/bin/setpriv
    ln -s passwd "$root/etc/alias"
    printf 'root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/tmp:/bin/sh\n' >"$root/etc/passwd"
fi
tar -cf "$file" -C "$root" .
