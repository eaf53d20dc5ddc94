# python3: TCP, UDP and unix sockets between the two ends in one process, options and passed descriptors.
# Not two processes: one thread makes the order of the calls certain.
# Hard part: none.
needs=python3
prepare() {
    cat > program.py <<'END'
import array
import os
import select
import socket

port = int(os.environ['PORT'])
with socket.create_server(('127.0.0.1', port)) as server:
    client = socket.create_connection(('127.0.0.1', port))
    peer, _ = server.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
    client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    client.sendall(b'hello')
    select.select([peer], [], [], 1)
    poller = select.poll()
    poller.register(peer, select.POLLIN)
    poller.poll(1000)
    peer.recv(100)
    peer.shutdown(socket.SHUT_WR)
    client.recv(100)
    client.close()
    peer.close()
one, other = socket.socketpair()
read, write = os.pipe()
one.sendmsg([b'fd', b'more'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [read]))])
other.recvmsg(100, socket.CMSG_SPACE(4))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(('127.0.0.1', port))
udp.sendto(b'datagram', ('127.0.0.1', port))
udp.recvfrom(100)
unix = socket.socket(socket.AF_UNIX)
unix.bind('socket')
unix.listen(1)
abstract = socket.socket(socket.AF_UNIX)
try:
    abstract.connect('\0nobody listens here')
except ConnectionRefusedError:
    pass
six = socket.socket(socket.AF_INET6)
try:
    six.bind(('::1', port))
except OSError:
    pass
socket.getaddrinfo('localhost', 'http')
END
}
traced() { printf '%s\n' python3 program.py; }
