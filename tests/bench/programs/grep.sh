# grep: recursive, with numbers and colour.
# Not from standard input.
# Hard part: none.
needs=grep
. "$PROGRAMS/lib/tree.sh"
prepare() { make_tree; }
traced() { printf '%s\n' grep -rn --color=always needle tree /etc/apt; }
