# cat: small files, a long one, a missing one.
# Not a pipe: its inode differs from run to run.
# Hard part: none.
needs=cat
. "$PROGRAMS/lib/tree.sh"
prepare() { make_tree; }
traced() { printf '%s\n' cat -n tree/doc/chapter1.txt tree/src/deep/long.txt tree/missing tree/src/link; }
