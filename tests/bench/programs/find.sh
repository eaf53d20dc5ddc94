# find: tests on names, types, times and sizes, and a command for what was found.
# Not all of /usr: a thousand calls show what a hundred thousand do.
# Hard part: none.
needs='find wc'
. "$PROGRAMS/lib/tree.sh"
prepare() { make_tree; }
traced() { printf '%s\n' find tree /etc/apt -type f -size -20k ! -name '*.h' -mtime +1 -exec wc -c {} +; }
