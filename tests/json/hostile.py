# A traced program that puts everything that bytes can be where a trace shows them: paths, buffers, names, sockets.
# Not the test (hostile_test.py).
# Nothing hard here.
import ctypes
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)


def comm(name):
    libc.prctl(15, ctypes.c_char_p(name), 0, 0, 0)   # PR_SET_NAME


comm(b'\x1b]0;owned\x07\xff')
for byte in range(1, 256):
    path = b'/nowhere/' + bytes([byte]) * 2
    libc.open(ctypes.c_char_p(path), 0)
every = bytes(range(256))
name = b'a\x1b[31m\xff\xc3(\xe2\x82\xf0\x9f\x90\xa7\xc2\x9b\n"\\'
null = os.open('/dev/null', os.O_WRONLY)
with open(name, 'wb') as file:
    os.write(file.fileno(), every * 10)          # its descriptor has the name
    os.unlink(name)
    os.write(file.fileno(), every)
os.write(null, b'\x00' * 1000)
os.write(null, 'größer als 日本語 🐧'.encode() * 10)
os.write(null, os.urandom(1 << 20))
os.write(null, b'x' * (1 << 20))
os.writev(null, [every, b'', every * 2] * 20)
libc.execve(ctypes.c_char_p(b'/nowhere'), (ctypes.c_char_p * 300)(*[every[1:]] * 299), None)
libc.open(ctypes.c_void_p(16), 0)                # not readable
libc.write(null, ctypes.c_void_p(1 << 40), 100)
libc.syscall(9999, *[ctypes.c_ulong((1 << 64) - 1)] * 6)

here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
here.sendmsg([every, every], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, bytes(4) * 3)])
there.recvmsg(1000, 1000)
abstract = socket.socket(socket.AF_UNIX)
abstract.bind(b'\x00\xff\x1b[0m' + every[:50])
comm(b'\nline\n')
os.getppid()
comm(b'')
os.getppid()
comm(b'\xf0\x9f\x90')
if os.fork() == 0:
    os.kill(os.getpid(), 34)                      # a signal without a common name
os.wait()
