#!/usr/bin/env python3
# container_test.py RUNTIME WHYTRACE: goes through situations.py in containers of one runtime; each remedy that whytrace names for a refusal is
# applied, and must help; then from the host into a container.
# Not here: the situations (situations.py), how a runtime is told (runtimes.py).
# The hard part: what cannot be done is said, each time, and nothing may stay.
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from runtimes import HERE, RUNTIMES, Skip, must, run
import situations as table

SKIPPED = 77
failures = 0


def say(ok, title, wrong="", text=""):
    global failures
    print(f"{'ok' if ok else 'FAILED'}: {title}{': ' + wrong if wrong else ''}", flush=True)
    if not ok:
        failures += 1
        print("".join("    " + line for line in text.splitlines(True)[-60:]), flush=True)


def skip(title, reason):
    print(f"skipped: {title}: {reason}", flush=True)


def asked(runtime, wishes, argv, flags=()):
    done = subprocess.run(runtime.container(wishes.split(), list(flags), argv), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=120)
    return done.returncode, done.stdout


def check_row(runtime, row):
    title, wishes, argv, status, texts = row
    try:
        got, text = asked(runtime, wishes, argv)
    except Skip as reason:
        return skip(title, reason)
    words = {"{place}": runtime.place, "{remedy}": runtime.scene, "{looks}": runtime.looks, "{old_looks}": runtime.old_looks}
    texts = [words.get(text, text) for text in texts]
    wrong = [f"ended with {got}, not {status}"] if got != status else []
    wrong += [f"does not say: {t}" for t in texts if t not in text]
    say(not wrong, title, "; ".join(wrong), text)


def outside(runtime, whytrace, wishes):
    """From the host, the same would be allowed."""
    pid = runtime.target(wishes.split(), table.TARGET)
    try:
        done = run([whytrace, "--diagnose", "-p", str(pid)], timeout=120)
        return done.returncode, done.stdout + done.stderr
    finally:
        runtime.end_target()


# Remedies in words, as the test follows them: what stands in `do`, what it makes of the wishes and the question.
def as_target(wishes, argv):
    text = argv[-1].replace("/whytrace", "/usr/bin/setpriv --reuid=1000 --regid=1000 --clear-groups /whytrace")
    return wishes, argv[:-1] + [text]


IN_WORDS = [
    (r"Docker 19\.03 or later", lambda wishes, argv: (wishes.replace("old", ""), argv)),
    (r"run whytrace as the target's user", as_target),
]
CANNOT = [(r"^compose\.yaml", "there is no docker compose"), (r"Kubernetes|kubectl", "there is no Kubernetes")]


def apply(runtime, whytrace, wishes, argv, remedy):
    if remedy["where"] == "outside":
        return outside(runtime, whytrace, wishes)
    flags = runtime.flags_of(remedy)
    if flags is not None:
        return asked(runtime, wishes, argv, flags)
    for words, change in IN_WORDS:
        if re.search(words, remedy["do"]):
            return asked(runtime, *change(wishes, argv))
    for words, reason in CANNOT:
        if re.search(words, f"{remedy['where']}: {remedy['do']}"):
            raise Skip(reason)
    return None, "no test knows how to apply this remedy"


def check_remedies(runtime, whytrace, title, wishes, argv):
    as_json = [word.replace("--diagnose", "--diagnose --json") if " " in word else word for word in argv]
    as_json += ["--json"] if "--diagnose" in argv else []
    try:
        status, text = asked(runtime, wishes, as_json)
    except Skip as reason:
        return skip(title, reason)
    try:
        remedies = json.loads(text[text.index("{"):text.rindex("}") + 1])["remedies"]  # some runtimes add words of their own
    except ValueError:
        return say(False, title, "no JSON", text)
    if status == 0 and runtime.capable:
        return skip(title, f"{runtime.scene} gives CAP_SYS_PTRACE by itself")
    say(status == 1 and remedies, f"{title}: refused, {len(remedies)} remedies", "" if remedies else "none", text)
    for remedy in remedies:
        name = f"{title}: {remedy['where']}: {remedy['do']}"
        try:
            status, text = apply(runtime, whytrace, wishes, argv, remedy)
        except Skip as reason:
            skip(name, reason)
            continue
        say(status == 0, name, "" if status == 0 else f"does not help: {status}", text)


def from_host(runtime, whytrace, work, row):
    title, options, texts = row
    (work / "root/tmp/go").unlink(missing_ok=True)  # of the target before, where containers share a root
    try:
        pid = runtime.target([], table.TARGET)
    except Skip as reason:
        return skip(title, reason)
    trace, go = work / "outside", pathlib.Path(f"/proc/{pid}/root/tmp/go")
    trace.unlink(missing_ok=True)
    tracer = subprocess.Popen([whytrace, "-o", str(trace), *options, "-p", str(pid)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        tracer.stderr.readline()  # "Process PID attached"
        while not go.is_fifo() and tracer.poll() is None:
            pass
        go.write_text("go\n")
        go.with_name("answer").read_text()
        tracer.send_signal(signal.SIGTERM)
        tracer.communicate(timeout=60)
        shown = trace.read_text(errors="replace") if trace.exists() else ""
    finally:
        if tracer.poll() is None:
            tracer.kill()
        runtime.end_target()
    wrong = [f"does not say: {t}" for t in texts if t not in shown]
    say(not wrong, f"from the host, {title}", "; ".join(wrong), shown)


def go_through(runtime, whytrace, work):
    for row in table.ROWS:
        check_row(runtime, row)
    for title, wishes, argv in table.REFUSED:
        check_remedies(runtime, whytrace, title, wishes, argv)
    for row in table.FROM_HOST:
        from_host(runtime, whytrace, work, row)


def main():
    name, whytrace = sys.argv[1:]
    if os.geteuid() != 0:
        print("skipped: only root starts containers for all of this")
        return SKIPPED
    if not os.access(whytrace, os.X_OK):
        print(f"skipped: there is no {whytrace} (cmake --preset static && cmake --build --preset static)")
        return SKIPPED
    os.umask(0o022)
    work = pathlib.Path(tempfile.mkdtemp(prefix="whytrace."))  # a longer one, and rootless podman waits 20 s for the end of each container
    os.chmod(work, 0o755)
    root, archive = work / "root", work / "image.tar"
    runtime = RUNTIMES[name](work, root, archive)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        must(["sh", str(HERE / "image.sh"), whytrace, str(archive)])
        root.mkdir()
        must(["tar", "-xf", str(archive), "-C", str(root)])
        runtime.start()
        go_through(runtime, whytrace, work)
    except Skip as reason:
        print(f"skipped: {name}: {reason}")
        return SKIPPED
    finally:
        runtime.stop()
        shutil.rmtree(work, ignore_errors=True)
    return failures != 0


sys.exit(main())
