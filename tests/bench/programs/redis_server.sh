# redis-server: a few commands of redis-benchmark, then SHUTDOWN; the client is not traced.
# Not persistent: no snapshot, so that no child has to be waited for.
# Hard part: it wakes ten times a second, so the number of its wake-ups is a matter of time; the run is short.
runs=4
needs='redis-server redis-benchmark redis-cli'
prepare() {
    mkfifo notices
    cat > redis.conf <<END
bind 127.0.0.1
port $PORT
save ""
dir $PWD
logfile $PWD/notices
daemonize no
END
}
beside() {
    exec 4<> notices
    echo go >&3
    exec 3>&-
    while read -r line <&4; do case $line in *'Ready to accept connections'*) break ;; esac done
    redis-benchmark -h 127.0.0.1 -p "$PORT" -c 1 -n 100 -t set,get,lpush,lrange_100 -q > /dev/null
    redis-cli -h 127.0.0.1 -p "$PORT" shutdown nosave
    while read -r line <&4; do case $line in *'bye bye'*) break ;; esac done
}
traced() { printf '%s\n' redis-server redis.conf; }
