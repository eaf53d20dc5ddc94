# python3: threads one after another, and two that take turns.
# Not a race of many: nothing could be said about which of them does what.
# Hard part: the locks are futexes, and which thread finds one taken is the scheduler's choice; two runs of strace differ too. A thread
# that waits for the interpreter's lock asks for it every 5 ms, as often as the tracer is slow: here not before the other one sleeps.
runs=4
needs=python3
prepare() {
    cat > program.py <<'END'
import sys
import threading

sys.setswitchinterval(60)
lock, turn = threading.Lock(), threading.Condition()
ball = []

def count(amount):
    with lock:
        ball.append(amount)

for amount in range(5):
    thread = threading.Thread(target=count, args=[amount])
    thread.start()
    thread.join()

def play(mine):
    for _ in range(5):
        with turn:
            turn.wait_for(lambda: len(ball) % 2 == mine)
            ball.append(mine)
            turn.notify()

players = [threading.Thread(target=play, args=[mine]) for mine in (0, 1)]
for player in players:
    player.start()
for player in players:
    player.join()
print(len(ball))
END
}
traced() { printf '%s\n' python3 program.py; }
