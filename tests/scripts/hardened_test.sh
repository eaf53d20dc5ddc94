#!/bin/sh
# An optimised program has what makes a mistake of ours hard to exploit: hardened_test.sh PROGRAM [static].
# Not here: the flags themselves (cmake/options.cmake), and whether they are enough (README.md, limits).
# Nothing hard here: readelf tells.
set -eu
program=$1 linking=${2-}
headers=$(readelf -lW "$program") symbols=$(readelf -sW "$program") failed=0

expect() {   # WHAT TEXT PATTERN
    printf '%s\n' "$2" | grep -q -e "$3" || { echo "no $1: nothing like '$3'" && failed=1; }
}
expect 'read-only relocations' "$headers" GNU_RELRO
expect 'stack without code' "$headers" 'GNU_STACK.* RW '
expect 'stack protector' "$symbols" __stack_chk_fail
expect 'fortified functions' "$symbols" '__[a-z]*_chk\b'
if [ -z "$linking" ]; then
    expect 'position-independent code' "$headers" 'Elf file type is DYN'
    expect 'binding before the start' "$(readelf -dW "$program")" BIND_NOW
fi
exit $failed
