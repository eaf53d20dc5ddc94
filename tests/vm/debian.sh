# Kernels and packages of another architecture or release, from the Debian mirror that this machine's own apt uses.
# Not an installer: everything stays below $cache; apt gets its own state folder, dpkg only unpacks. Sourced by run.sh.
# The hard part: an index names packages that the mirror no longer has, so the newest kernel that can be fetched wins.

# Needs $cache, $arch and a function `unavailable REASON` that does not return.

codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")

# Two test runs may want the same file.
debian_lock() {
    mkdir -p "$cache"
    exec 9>"$cache/lock"
    flock 9
}
debian_unlock() { exec 9>&-; }

# debian_release RELEASE: what follows comes from there.
debian_release() {
    suite=$1
    store=$cache/$suite-$arch
    indexed=
    mkdir -p "$store"
}

# apt with a state of its own: no system list, no dpkg status, no lock of the system is touched.
vm_apt() {
    tool=$1
    shift
    default_release=
    case $suite in *-backports) default_release="-o APT::Default-Release=$suite" ;; esac
    # shellcheck disable=SC2086
    "$tool" -qq -o Dir::State="$store/apt" -o Dir::State::status=/dev/null -o Dir::Cache="$store/apt" \
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o Dir::Etc::sourcelist="$store/apt/sources.list" -o Dir::Etc::sourceparts=- \
        -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o APT::Sandbox::User="$(id -un)" $default_release "$@"
}

# sources.list for $suite: the address that this machine has for its own release, with the release exchanged.
debian_sources() {
    keyring=
    for file in /usr/share/keyrings/debian-archive-keyring.gpg /usr/share/keyrings/debian-archive-keyring.pgp; do
        if [ -e "$file" ]; then keyring=" signed-by=$file"; break; fi
    done
    apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 'Component: main' |
        awk -v own="$codename" -v wanted="$suite" -v options="[arch=$arch$keyring]" '
            function line(uri, release) { print "deb", options, uri, release, "main" }
            BEGIN { base = wanted; sub(/-backports$/, "", base) }
            $2 == own && !main { main = 1; line($1, base); if (wanted != base) line($1, wanted) }
            $2 == own "-updates" && !updates && base != "sid" { updates = 1; line($1, base "-updates") }
            $2 == own "-security" && !security && base != "sid" { security = 1; line($1, base "-security") }'
}

# The index, at most once a run and a release, and only when something has to be fetched.
debian_index() {
    [ -z "$indexed" ] || return 0
    command -v apt-get >/dev/null && command -v dpkg >/dev/null || unavailable "packages come by apt and dpkg, which are not here"
    mkdir -p "$store/apt/lists/partial" "$store/apt/archives/partial"
    debian_sources >"$store/apt/sources.list"
    [ -s "$store/apt/sources.list" ] || unavailable "this machine's apt knows no Debian mirror for '$codename'"
    vm_apt apt-get update >"$store/apt/log" 2>&1 || unavailable "no index of $suite for $arch: $(tail -n 1 "$store/apt/log")"
    indexed=yes
}

# debian_fetch PACKAGE: the .deb in $store/debs.
debian_fetch() {
    debian_index
    rm -rf "$store/debs"
    mkdir -p "$store/debs"
    (cd "$store/debs" && vm_apt apt-get download "$1") >"$store/apt/log" 2>&1
}

# debian_package PACKAGE: sets $unpacked to the folder where its files are.
debian_package() {
    unpacked=$store/packages/$1
    if [ ! -d "$unpacked" ]; then
        debian_fetch "$1" || unavailable "no package $1 for $arch in $suite: $(tail -n 1 "$store/apt/log")"
        rm -rf "$unpacked.part"
        mkdir -p "$unpacked.part"
        dpkg -x "$store"/debs/*.deb "$unpacked.part"
        # The half of libc6 that nothing in a bare machine reads.
        rm -rf "$unpacked.part/usr/share/doc" "$unpacked.part/usr/share/man" "$unpacked.part"/usr/lib/*/gconv "$store/debs"
        mv "$unpacked.part" "$unpacked"
    fi
}

# kernel_candidates VERSION: names of kernel packages, the best first.
kernel_candidates() {
    if [ -n "$1" ]; then
        vm_apt apt-cache pkgnames "linux-image-$1" | grep -e "-cloud-$arch\$" | sort -rV
    else
        vm_apt apt-cache depends "linux-image-cloud-$arch" | sed -n 's/.*Depends: \(linux-image-[^ ]*\).*/\1/p'
    fi
}

# kernel_from PACKAGE: its vmlinuz to $store/vmlinuz.part. From 7.x on the image package is a stub beside linux-binary-*.
kernel_from() {
    for package in "$1" "linux-binary-${1#linux-image-}"; do
        debian_fetch "$package" || return 1
        dpkg --fsys-tarfile "$store"/debs/*.deb |
            tar -xO --wildcards './boot/vmlinuz-*' './usr/lib/modules/*/vmlinuz' >"$store/vmlinuz.part" 2>/dev/null || true
        [ ! -s "$store/vmlinuz.part" ] || return 0
    done
    return 1
}

# debian_kernel VERSION: sets $vmlinuz to the newest cloud kernel whose version starts so; '': the release's own.
debian_kernel() {
    vmlinuz=$store/vmlinuz-${1:-default}
    if [ ! -s "$vmlinuz" ]; then
        debian_index
        for candidate in $(kernel_candidates "$1"); do
            if kernel_from "$candidate"; then
                mv "$store/vmlinuz.part" "$vmlinuz"
                printf '%s\n' "$candidate" >"$vmlinuz.package"
                break
            fi
        done
        rm -rf "$store/debs"
        [ -s "$vmlinuz" ] || unavailable "no kernel '${1:-default}' for $arch can be fetched from $suite"
    fi
}
