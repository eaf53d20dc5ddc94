# sleep: a tenth of a second.
# Not interrupted.
# Hard part: none.
needs=sleep
traced() { printf '%s\n' sleep 0.1; }
