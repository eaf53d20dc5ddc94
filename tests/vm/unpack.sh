#!/bin/sh
# unpack.sh ARCH CACHE PACKAGE: a Debian package of another architecture, of this machine's release; prints the folder where its
# files are. For cross builds, and nothing is installed. Ends with 77 and the reason where the package cannot be had.
# Nothing hard here; debian.sh has it.
set -eu
arch=$1 cache=$2
unavailable() {
    printf '%s\n' "$*" >&2
    exit 77
}
. "$(dirname "$0")/debian.sh"
debian_lock
debian_release "$codename"
debian_package "$3"
printf '%s\n' "$unpacked"
