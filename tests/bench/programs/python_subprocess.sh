# python3: children with pipes, a shell, a new session, a time-out and a fork by hand.
# Not in parallel: each child is waited for.
# Hard part: none.
needs=python3
prepare() {
    cat > program.py <<'END'
import os
import signal
import subprocess

print(subprocess.run(['cat'], input=b'through a pipe', capture_output=True).stdout)
print(subprocess.check_output('echo $((6 * 7))', shell=True))
print(subprocess.run(['false']).returncode)
subprocess.run(['true'], start_new_session=True, cwd='/', env={'A': 'B'})
try:
    subprocess.run(['sleep', '10'], timeout=0.05)
except subprocess.TimeoutExpired:
    print('timed out')
child = os.fork()
if child == 0:
    signal.raise_signal(signal.SIGKILL)
print(os.WTERMSIG(os.waitpid(child, 0)[1]))
try:
    subprocess.run(['nosuchprogram'])
except FileNotFoundError:
    print('not found')
END
}
traced() { printf '%s\n' python3 program.py; }
