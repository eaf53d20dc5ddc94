# nginx: a master and a worker serve a few connections and are told to quit; the client is not traced.
# Not several workers: which of them takes a connection would be chance.
# Hard part: knowing that it is ready and that it is gone: its error log is a pipe with a name.
needs='nginx curl'
prepare() {
    mkdir logs temp html
    mkfifo notices
    seq 1 20000 > html/numbers.txt
    for number in $(seq 30); do printf 'hello\n' > "html/file$number.html"; done
    touch -d '2020-02-02 02:02:02 UTC' html/*
    cat > nginx.conf <<END
daemon off;
worker_processes 1;
pid $PWD/nginx.pid;
error_log $PWD/notices notice;
events { worker_connections 64; }
http {
    access_log $PWD/access.log;
    client_body_temp_path $PWD/temp/body; proxy_temp_path $PWD/temp/proxy; fastcgi_temp_path $PWD/temp/fastcgi;
    uwsgi_temp_path $PWD/temp/uwsgi; scgi_temp_path $PWD/temp/scgi;
    server { listen 127.0.0.1:$PORT; root $PWD/html; sendfile on; }
}
END
}
beside() {
    exec 4<> notices
    echo go >&3
    exec 3>&-
    while read -r line <&4; do case $line in *'start worker process '*) break ;; esac done
    url=http://127.0.0.1:$PORT
    for _ in 1 2; do curl -s -o /dev/null "$url/numbers.txt" "$url/missing"; done
    curl -s -o /dev/null "$url/file[1-30].html"
    kill -QUIT "$(cat nginx.pid)"
    while read -r line <&4; do case $line in *' exit') break ;; esac done
}
traced() { printf '%s\n' nginx -p "$PWD" -c "$PWD/nginx.conf" -e "$PWD/notices"; }
