#!/bin/sh
# examples/quickstart.sh with package managers, cmake and whytrace that only write down how they were called: what is
# installed by which name, when it builds, what it says. Not here: that all this works for real (roots_test.sh).
# The hard part: PATH holds nothing but what the script may use, so that "missing" is missing on every machine.
set -eu
source=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree="$work/a tree" bin=$work/bin calls=$work/calls
mkdir -p "$tree/examples" "$tree/src" "$tree/cmake" "$tree/include" "$tree/syscalls" "$bin"
cp "$source/examples/quickstart.sh" "$source/examples/packages.sh" "$tree/examples"
touch "$tree/CMakeLists.txt" "$tree/CMakePresets.json" "$tree/src/main.cpp"
for tool in sh cat chmod dirname env find head mkdir mv sort tail tr; do
    ln -s "$(command -v "$tool")" "$bin/$tool"
done

# stub NAME [COMMAND]: a program that notes its name and arguments, then does COMMAND.
stub() {
    printf '#!/bin/sh\necho "%s $*" >>"%s"\n%s\n' "$1" "$calls" "${2:-}" >"$bin/$1"
    chmod +x "$bin/$1"
}
quickstart() {
    : >"$calls"
    (cd / && PATH=$bin && export PATH && exec sh "$tree/examples/quickstart.sh" "$@") >"$work/out" 2>"$work/err" </dev/null
}
failures=0
# expect WHAT FILE TEXT: the file holds just that text.
expect() {
    if [ "$(cat "$2")" != "$3" ]; then
        printf 'FAILED: %s\n--- expected\n%s\n--- got\n%s\n' "$1" "$3" "$(cat "$2")"
        failures=$((failures + 1))
    fi
}
# The compilers of this machine are not in PATH; its headers are there or not.
libraries() {
    row=0
    for header in /usr/include/linux/ptrace.h /usr/include/fmt/format.h /usr/include/spdlog/spdlog.h; do
        row=$((row + 1))
        [ -e "$header" ] || printf '%s\n' "$@" | sed -n "${row}p"
    done
}
sorted() { printf '%s\n' "$@" | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//'; }

printf '#!/bin/sh\necho 0\n' >"$bin/id" && chmod +x "$bin/id"
built='case "$1" in --build) printf "#!/bin/sh\necho traced \"\$@\"\n" >build/release/whytrace; chmod +x build/release/whytrace ;; esac'

# A first run, by each package manager.
for manager in apt-get dnf apk; do
    rm -rf "$tree/build" "$bin/apt-get" "$bin/dnf" "$bin/apk" "$bin/cmake"
    case $manager in
        apt-get)
            update="apt-get update" install="apt-get install -y --no-install-recommends"
            packages=$(sorted cmake g++ ninja-build $(libraries linux-libc-dev libfmt-dev libspdlog-dev)) ;;
        dnf)
            update= install="dnf install -y --setopt=install_weak_deps=False"
            packages=$(sorted cmake gcc-c++ ninja-build $(libraries kernel-headers fmt-devel spdlog-devel)) ;;
        apk)
            update="apk update" install="apk add"
            packages=$(sorted cmake g++ samurai $(libraries linux-headers fmt-dev spdlog-dev)) ;;
    esac
    # What it installs is cmake: until then there is none.
    printf '#!/bin/sh\necho "cmake $*" >>"%s"\n%s\n' "$calls" "$built" >"$work/cmake"
    stub "$manager" "case \$* in *cmake*) cat '$work/cmake' >'$bin/cmake'; chmod +x '$bin/cmake' ;; esac"
    quickstart -f ls "a b" || failures=$((failures + 1))
    expect "first run with $manager: what it calls" "$calls" "${update:+$update
}$install $packages
cmake --preset release --fresh
cmake --build --preset release --target whytrace_program"
    expect "first run with $manager: what it prints" "$work/out" 'traced -f ls a b'
    expect "first run with $manager: no noise" "$work/err" ''
done

# The next runs.
stub c++ && stub ninja
quickstart ls
expect "second run: asks nobody" "$calls" ''
expect "second run: traces" "$work/out" 'traced ls'
touch "$tree/src/main.cpp"
quickstart ls
case $(cat "$calls") in
    *"cmake --preset release
cmake --build"*) ;;
    *) expect "a changed source is built, without starting afresh" "$calls" 'cmake --preset release, cmake --build' ;;
esac
quickstart ls
expect "and that once" "$calls" ''
mv "$tree" "$work/moved" && tree=$work/moved
quickstart ls
case $(cat "$calls") in
    *--fresh*) ;;
    *) expect "a tree that has moved is configured afresh" "$calls" 'cmake --preset release --fresh' ;;
esac

# What goes wrong.
rm -rf "$tree/build"
stub cmake 'echo "the reason"; exit 1'
if quickstart ls; then echo "FAILED: a build that fails ends in success" && failures=1; fi
expect "a build that fails: the reason" "$work/err" "the reason
whytrace: could not build; all of it is in $tree/build/quickstart.log"

rm -f "$bin/cmake" "$bin/apt-get" "$bin/dnf" && stub apk 'exit 1'
if quickstart ls; then echo "FAILED: an installation that fails ends in success" && failures=1; fi
case $(cat "$work/err") in
    "whytrace: could not install the packages: apk add cmake"*) ;;
    *) expect "an installation that fails" "$work/err" 'whytrace: could not install the packages: apk add cmake ...' ;;
esac

printf '#!/bin/sh\necho 1000\n' >"$bin/id"
if quickstart ls; then echo "FAILED: no rights to install ends in success" && failures=1; fi
case $(cat "$work/err") in
    "whytrace: needs more packages; run this as root: apk add cmake"*) ;;
    *) expect "no rights to install" "$work/err" 'whytrace: needs more packages; run this as root: apk add cmake ...' ;;
esac
stub sudo '"$@"' && stub apk
quickstart ls || true
case $(cat "$calls") in
    *"sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apk add cmake"*) ;;
    *) expect "with sudo" "$calls" 'sudo env ... apk add cmake' ;;
esac

rm -f "$bin/apk"
if quickstart ls; then echo "FAILED: an unknown system ends in success" && failures=1; fi
case $(cat "$work/err") in
    "whytrace: no package manager that I know (apt-get, dnf, apk); install these: cmake"*) ;;
    *) expect "an unknown system" "$work/err" 'whytrace: no package manager that I know ...' ;;
esac
exit "$failures"
