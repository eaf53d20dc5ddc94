# ssh-keygen: makes a key, and shows its fingerprint.
# Not a long RSA key, which takes seconds.
# Hard part: keys are random; two runs of strace differ too.
needs=ssh-keygen
traced() { printf '%s\n' sh -c 'ssh-keygen -q -t ed25519 -N "" -C comment -f key && ssh-keygen -lf key.pub'; }
