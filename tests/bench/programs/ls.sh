# ls: a long, recursive, coloured listing, with owners looked up.
# Not the short form, which does less of the same.
# Hard part: none.
needs=ls
. "$PROGRAMS/lib/tree.sh"
prepare() { make_tree; }
traced() { printf '%s\n' ls -laR --color=always tree /etc/apt; }
