# What whytrace needs from a distribution, in one table, and how to install what is missing. Sourced by quickstart.sh and
# tests/run.sh; needs `log`, the name of a file. Not for building or running anything.
# The hard part: nothing is asked of the package manager, which is slow, when a look at the file system can tell.

# for   there already if this command or file is    apt (Debian, Ubuntu)   dnf (Fedora)          apk (Alpine)
packages_table='
build   find                                        findutils              findutils             findutils
build   c++                                         g++                    gcc-c++               g++
build   cmake                                       cmake                  cmake                 cmake
build   ninja                                       ninja-build            ninja-build           samurai
build   /usr/include/linux/ptrace.h                 linux-libc-dev         kernel-headers        linux-headers
build   /usr/include/fmt/format.h                   libfmt-dev             fmt-devel             fmt-dev
build   /usr/include/libunwind.h:/usr/include/*/libunwind.h libunwind-dev        libunwind-devel       libunwind-dev
build   /usr/include/elfutils/libdwfl.h             libdw-dev              elfutils-devel        elfutils-dev
build   /usr/include/spdlog/spdlog.h                libspdlog-dev          spdlog-devel          spdlog-dev
build   /usr/include/nlohmann/json.hpp             nlohmann-json3-dev     json-devel            nlohmann-json
build   /usr/include/rapidjson/document.h          rapidjson-dev          rapidjson-devel       rapidjson
test    /usr/include/catch2                         catch2                 catch-devel           catch2-3
test    strace                                      strace                 strace                strace
test    python3                                     python3                python3               python3
test    bash                                        bash                   bash                  bash
test    zsh                                         zsh                    zsh                   zsh
test    fish                                        fish                   fish                  fish
test    git                                         git                    git                   git
test    tmux                                        tmux                   tmux                  tmux
test    jq                                          jq                     jq                    jq
test    jsonschema                                  python3-jsonschema     python3-jsonschema    py3-jsonschema
test    /usr/share/perl5/Devel/NYTProf/flamegraph.pl libdevel-nytprof-perl         -                     -
test    setpriv                                     util-linux             util-linux            setpriv
test    /usr/include/seccomp.h                      libseccomp-dev         libseccomp-devel      libseccomp-dev
test    i686-linux-gnu-g++                          g++-i686-linux-gnu     -                     -
compare make                                        make                   make                  make
compare perl                                        perl                   perl-interpreter      perl
compare sqlite3                                     sqlite3                sqlite                sqlite
compare curl                                        curl                   curl                  curl
compare nginx                                       nginx                  nginx                 nginx
compare redis-server                                redis-server           valkey-compat-redis   redis
compare redis-benchmark                             redis-tools            valkey-compat-redis   redis
compare node                                        nodejs                 nodejs                nodejs
compare ssh-keygen                                  openssh-client         openssh               openssh-keygen
vm      aarch64-linux-gnu-g++                       g++-aarch64-linux-gnu  -                     -
vm      qemu-system-aarch64                         qemu-system-arm        qemu-system-aarch64   qemu-system-aarch64
vm      qemu-system-x86_64                          qemu-system-x86        qemu-system-x86       qemu-system-x86_64
vm      arm-linux-gnueabihf-g++                     g++-arm-linux-gnueabihf -                    -
vm      qemu-aarch64                                qemu-user              qemu-user             qemu-aarch64
vm      cpio                                        cpio                   cpio                  cpio
docker  dockerd                                     docker.io             moby-engine           docker
docker  busybox                                     busybox-static        busybox               busybox-static
docker  podman                                      podman                podman                podman
docker  newuidmap                                   uidmap                shadow-utils          shadow-uidmap
docker  runc                                        runc                  runc                  runc
docker  crun                                        crun                  crun                  crun
docker  bwrap                                       bubblewrap            bubblewrap            bubblewrap
docker  systemd-nspawn                              systemd-container     systemd-container     -
docker  firejail                                    firejail              firejail              firejail
fuzz    /usr/lib/llvm-1[6-9]/bin/clang:/usr/lib/llvm-2*/bin/clang clang-16    clang                 clang
fuzz    /usr/lib/llvm-*/lib/clang/1[6-9]/lib/linux/libclang_rt.fuzzer-x86_64.a:/usr/lib/llvm-2*/lib/clang/2*/lib/linux/libclang_rt.fuzzer-x86_64.a:/usr/lib/clang/*/lib/*/libclang_rt.fuzzer* libclang-rt-16-dev compiler-rt compiler-rt
root    debootstrap                                 debootstrap            debootstrap           debootstrap
'

packages_manager() {
    for manager in apt-get dnf apk; do
        if command -v "$manager" >/dev/null 2>&1; then
            echo "$manager"
            return
        fi
    done
}

# packages_missing NEED...: the packages that this machine lacks, on one line.
packages_missing() (
    manager=$(packages_manager)
    PATH=$PATH:/usr/sbin:/sbin   # where a user has none of the servers
    for need in "$@"; do
        echo "$packages_table" | while read -r row probe apt dnf apk; do
            [ "$row" = "$need" ] || continue
            case $probe in
                /*)
                    # Several places are separated by colons, and may have `*` in them.
                    there=
                    for file in $(printf '%s' "$probe" | tr : ' '); do
                        [ ! -e "$file" ] || there=yes
                    done
                    [ -z "$there" ] || continue
                    ;;
                *) command -v "$probe" >/dev/null 2>&1 && continue ;;
            esac
            case $manager in
                dnf) package=$dnf ;;
                apk) package=$apk ;;
                *) package=$apt ;;
            esac
            [ "$package" = - ] || echo "$package"
        done
    done | sort -u | tr '\n' ' '
)

# packages_install NEED...: installs what is missing, as root or with sudo. Says what it does on a terminal only; where it
# cannot, one line names the command that somebody with the right to do so has to run.
packages_install() {
    missing=$(packages_missing "$@")
    [ -n "$missing" ] || return 0
    case $(packages_manager) in
        apt-get) install="apt-get install -y --no-install-recommends" ;;
        dnf) install="dnf install -y --setopt=install_weak_deps=False" ;;
        apk) install="apk add" ;;
        *)
            echo "whytrace: no package manager that I know (apt-get, dnf, apk); install these: $missing" >&2
            return 1
            ;;
    esac
    as_root=
    if [ "$(id -u)" != 0 ]; then
        as_root=$(command -v sudo || command -v doas) || {
            echo "whytrace: needs more packages; run this as root: $install $missing" >&2
            return 1
        }
    fi
    [ ! -t 2 ] || echo "whytrace: installing $missing" >&2
    # RUNLEVEL=1: Debian's servers, installed for the tests, are not to be started (invoke-rc.d(8)).
    set -- $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    mkdir -p "$(dirname "$log")"
    case $install in
        apt-get*) "$@" apt-get update >"$log" 2>&1 || true ;;   # an old index may do; if not, the next line says so
        apk*) "$@" apk update >"$log" 2>&1 || true ;;
    esac
    if ! "$@" $install $missing >>"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        echo "whytrace: could not install the packages: $install $missing" >&2
        return 1
    fi
}
