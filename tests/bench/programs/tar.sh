# tar: an archive is packed through gzip, listed and unpacked.
# Not only a listing: unpacking sets owners, modes and times.
# Hard part: none.
needs='tar gzip'
. "$PROGRAMS/lib/tree.sh"
prepare() { make_tree; mkdir out; }
traced() { printf '%s\n' sh -c 'tar -czf tree.tgz tree && tar -tzf tree.tgz && tar -xzf tree.tgz -C out'; }
