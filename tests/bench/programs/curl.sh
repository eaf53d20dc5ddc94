# curl: two files, a missing one and an upload, from a server that is not traced.
# Not TLS: it would need a certificate, and its records are random.
# Hard part: curl resolves in a thread, which meets the main thread in any order; the address is numeric, so there is none.
needs='curl python3'
prepare() {
    seq 1 3000 > numbers.txt
    printf 'hello\n' > hello.txt
    touch -d '2020-02-02 02:02:02 UTC' numbers.txt hello.txt
}
beside() { exec python3 "$PROGRAMS/lib/http_server.py" "$PORT" 4; }
traced() {
    url=http://127.0.0.1:$PORT
    printf '%s\n' curl -sS -v "$url/numbers.txt" -o copy.txt "$url/hello.txt" "$url/missing" \
        --next -sS -T hello.txt "$url/upload"
}
