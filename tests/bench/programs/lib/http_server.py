# An HTTP server for curl: http_server.py PORT REQUESTS; serves the files of its folder, and ends after so many requests.
# Not traced.
# Hard part: "go" on descriptor 3 only when it listens.

import http.server
import os
import sys


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = 'HTTP/1.0'

    def do_PUT(self):
        self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(201)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler)
os.write(3, b'go\n')
os.close(3)
for _ in range(int(sys.argv[2])):
    server.handle_request()
