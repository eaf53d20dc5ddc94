# A shell that waits for one child at a time, so that its trace does not depend on who is faster: exec, exit codes, traps.
for word in one two three; do
    env NUMBER=$word printenv NUMBER
done
(exit 3)
trap 'echo caught' USR1
kill -USR1 $$
sh -c 'kill -TERM $$'
nosuchprogram
exit 5
