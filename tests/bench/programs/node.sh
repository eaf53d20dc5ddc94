# node: files, timers, a child and a request to its own server.
# Not a measurement of its garbage collector; it has eleven threads all the same.
# Hard part: the threads share out the work anew each time; two runs of strace differ too.
runs=4
needs=node
prepare() {
    cat > program.js <<'END'
const fs = require('fs'), http = require('http'), child = require('child_process');
fs.writeFileSync('file.txt', 'hello\n');
console.log(fs.readFileSync('file.txt', 'utf8'), fs.readdirSync('.').length);
console.log(child.execFileSync('/bin/echo', ['from a child']).toString());
setTimeout(() => {
    const server = http.createServer((request, response) => response.end('served'));
    server.listen(Number(process.env.PORT), '127.0.0.1', () =>
        http.get({port: process.env.PORT, host: '127.0.0.1', agent: false}, response => {
            response.on('data', data => console.log(data.toString()));
            response.on('end', () => server.close());
        }));
}, 10);
END
}
traced() { printf '%s\n' node program.js; }
