# redis-benchmark: one client against a server that is not traced.
# Not parallel clients.
# Hard part: the server must listen before it starts and be gone after it: its log is a pipe with a name.
needs='redis-server redis-benchmark redis-cli'
prepare() {
    mkfifo notices done
    printf 'bind 127.0.0.1\nport %s\nsave ""\nlogfile %s\n' "$PORT" "$PWD/notices" > redis.conf
}
beside() {
    exec 4<> notices
    redis-server redis.conf 3>&- &
    while read -r line <&4; do case $line in *'Ready to accept connections'*) break ;; esac done
    echo go >&3
    exec 3>&-
    read -r line < done || :
    redis-cli -h 127.0.0.1 -p "$PORT" shutdown nosave
    while read -r line <&4; do case $line in *'bye bye'*) break ;; esac done
    wait
}
traced() { printf '%s\n' sh -c "redis-benchmark -h 127.0.0.1 -p $PORT -c 1 -n 100 -t set,get -q; echo > done"; }
