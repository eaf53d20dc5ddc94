# How each container runtime is told what situations.py wishes for. Each starts what it needs, below a folder of its own, and ends it.
# Not here: the situations, what is checked.
# The hard part: nothing may stay, and none may touch what the machine's own installation of that runtime keeps.
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess

HERE = pathlib.Path(__file__).parent
OLD = str(HERE / "old_profile.json")
ID = 4321  # of the ordinary user that rootless podman runs as
CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "SETGID", "SETUID", "SETPCAP", "SYS_CHROOT", "KILL"]


class Skip(Exception):
    """What cannot run here, and why."""


def need(*tools):
    for tool in tools:
        if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            raise Skip(f"there is no {tool}")


def run(command, **more):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", **more)


def must(command, **more):
    done = run(command, timeout=120, **more)
    if done.returncode:
        raise Skip(f"{' '.join(command)}: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def allowing(profile, work):
    """The profile and a rule that allows ptrace; libseccomp takes one answer for a call, so other rules about it go."""
    rules = json.loads(pathlib.Path(profile).read_text())
    for rule in rules["syscalls"]:
        rule["names"] = [name for name in rule["names"] if name != "ptrace"]
    rules["syscalls"].append({"names": ["ptrace"], "action": "SCMP_ACT_ALLOW"})
    path = work / "allowing.json"
    path.write_text(json.dumps(rules))
    return str(path)


class Runtime:
    capable = False  # its containers have CAP_SYS_PTRACE
    looks = old_looks = ""  # whose filter it is, as the report says, by default and with the old profile

    def __init__(self, work, root, archive):
        self.work, self.root, self.archive = work, root, archive

    def start(self):
        pass

    def stop(self):
        pass

    def flags_of(self, remedy):
        """The command-line words that a remedy names for this runtime, or None if it is none of its."""
        if remedy["where"] != self.scene:
            return None
        words = remedy["do"].split(", ")[0].split()
        if "seccomp=FILE.json" in words:
            words = ["--security-opt", f"seccomp={allowing(OLD, self.work)}"]
        return words


class Engine(Runtime):
    """Docker and podman have one command line."""
    image = ["image"]

    def container(self, wishes, flags, argv, name=None):
        words = self.client + ["run", "--network", "none"]
        words += ["-d", "--name", name] if name else ["--rm"]
        wanted = {"old": ["--security-opt", f"seccomp={OLD}"], "cap": ["--cap-add=SYS_PTRACE"], "user": ["--user", "1000:1000"],
                  "drop": ["--cap-drop=ALL"], "unconfined": ["--security-opt", "seccomp=unconfined"],
                  "nnp": ["--security-opt", "no-new-privileges"], "userns": self.userns, "first": []}
        given = [word for wish in wishes for word in self.words_of(wanted, wish)]
        if any("seccomp=" in flag for flag in flags):  # a later profile does not replace an earlier one
            given = [word for word in given if word != f"seccomp={OLD}"]
            given = [w for i, w in enumerate(given) if w != "--security-opt" or given[i + 1:i + 2] == ["no-new-privileges"]]
        return words + self.always + given + flags + self.image + argv

    def words_of(self, wanted, wish):
        if wanted[wish] is None:
            raise Skip(self.no_userns)
        return wanted[wish]

    def load(self):
        must(self.client + ["import", str(self.archive), "image"])

    def target(self, wishes, argv):
        must(self.container(wishes, [], argv, "target"))
        return int(must(self.client + ["inspect", "--format", "{{.State.Pid}}", "target"]))

    def end_target(self):
        run(self.client + ["rm", "-f", "-t", "0", "target"] if self.scene == "podman run" else self.client + ["rm", "-f", "target"], timeout=60)


class Docker(Engine):
    place, scene, always, looks = "Docker container", "docker run", [], "looks like that of Docker"
    userns, no_userns = None, "a user namespace is the whole daemon's choice (userns-remap)"

    def start(self):
        need("dockerd", "docker")
        socket = f"unix://{self.work}/socket"
        self.client = ["docker", "-H", socket]
        self.log = self.work / "log"
        self.daemon = subprocess.Popen(
            ["dockerd", "--iptables=false", "--bridge=none", "--storage-driver=vfs", f"--data-root={self.work}/data",
             f"--exec-root={self.work}/exec", f"--pidfile={self.work}/pid", "-H", socket],
            stdout=self.log.open("w"), stderr=subprocess.STDOUT)
        while run(self.client + ["version"], timeout=60).returncode:
            if self.daemon.poll() is not None:
                raise Skip("dockerd does not start here: " + self.log.read_text().splitlines()[-1])
        self.load()

    def stop(self):
        left = run(self.client + ["ps", "-aq"], timeout=60).stdout.split()
        if left:
            run(self.client + ["rm", "-f", *left], timeout=60)
        self.daemon.terminate()
        self.daemon.wait()


# crun does not take the hybrid of both cgroup versions that some machines have: the second one is hidden from it.
HIDE_CGROUP2 = "if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi; "


class Podman(Engine):
    place, scene, looks = "podman container", "podman run", "looks like that of podman, buildah or CRI-O"
    userns, no_userns = ["--uidmap", "0:100000:65536"], ""
    # Raising its own limits needs CAP_SYS_RESOURCE, which not every root has.
    always = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"]
    before = HIDE_CGROUP2

    def start(self):
        need("podman", "crun", "unshare")
        store = [f"--root={self.work}/store", f"--runroot={self.work}/run", f"--tmpdir={self.work}/tmp"]
        self.client = ["unshare", "--mount", "sh", "-c", self.before + 'exec "$@"', "sh", "podman", *store,
                       "--runtime=crun", *self.common()]
        self.load()

    @staticmethod
    def common():
        return ["--storage-driver=vfs", "--cgroup-manager=cgroupfs", "--events-backend=none"]

    def stop(self):
        run(self.client + ["rm", "-fa", "-t", "0"], timeout=60)


class RootlessPodman(Podman):
    """As an ordinary user whom only this test's mount namespace knows."""
    place = "rootless podman container"
    userns, no_userns = None, "a rootless container is in one already"
    always = []

    def start(self):
        need("podman", "crun", "unshare", "setpriv", "newuidmap")
        home = self.work / "home"
        (home / "run").mkdir(parents=True)
        (self.work / "passwd").write_text(pathlib.Path("/etc/passwd").read_text() + f"tracer:x:{ID}:{ID}::{home}:/bin/sh\n")
        (self.work / "subids").write_text("tracer:200000:65536\n")
        self.root.rename(home / "root")  # used as it is: an image would be copied for each container
        self.image = ["--rootfs", str(home / "root")]
        must(["chown", "-R", f"{ID}:{ID}", str(home)])
        self.run_folder = home / "run"
        mounts = f"mount --bind {self.work}/passwd /etc/passwd; for f in /etc/subuid /etc/subgid; do " \
                 f"[ -e $f ] && mount --bind {self.work}/subids $f; done; mount --make-shared /; cd /; "
        become = ["setpriv", f"--reuid={ID}", f"--regid={ID}", "--clear-groups", "env", "-i", f"PATH={os.environ['PATH']}",
                  f"HOME={home}", f"XDG_RUNTIME_DIR={home}/run"]
        self.client = ["unshare", "--mount", "sh", "-c", HIDE_CGROUP2 + mounts + 'exec "$@"', "sh", *become, "podman",
                       *self.common()]
        must(self.client + ["version"])

    def stop(self):
        super().stop()
        pause = self.run_folder / "libpod/tmp/pause.pid"  # the process that holds the user namespace
        if pause.exists():
            os.kill(int(pause.read_text()), signal.SIGKILL)


class Bundle(Runtime):
    """runc and crun, told by an OCI bundle."""
    place, scene = "OCI container", "config.json"
    number = 0

    def start(self):
        need(self.program, "unshare")
        self.state = str(self.work / "state")
        must([self.program, "--root", self.state, "list"])
        bundle = self.work / "spec"
        bundle.mkdir()
        must([self.program, "spec"], cwd=bundle)
        self.spec = json.loads((bundle / "config.json").read_text())

    def container(self, wishes, flags, argv, name=None):
        spec = json.loads(json.dumps(self.spec))
        process, linux = spec["process"], spec["linux"]
        capabilities = [] if "drop" in wishes else ["CAP_" + c for c in CAPABILITIES]
        capabilities += ["CAP_SYS_PTRACE"] if "cap" in wishes or "CAP_SYS_PTRACE" in " ".join(flags) else []
        user = 1000 if "user" in wishes else 0
        process.update(terminal=False, args=argv, noNewPrivileges="nnp" in wishes, user={"uid": user, "gid": user})
        process["capabilities"] = {"bounding": capabilities, "permitted": [] if user else capabilities,
                                   "effective": [] if user else capabilities, "inheritable": [], "ambient": []}
        process.pop("rlimits", None)
        spec["root"] = {"path": str(self.root), "readonly": False}
        # What higher runtimes make of a profile's includes and excludes is left to who writes the bundle.
        if "old" in wishes and "cap" not in wishes and "linux.seccomp" not in " ".join(flags):
            rules = json.loads(pathlib.Path(OLD).read_text())
            for rule in rules["syscalls"]:
                del rule["excludes"]
            linux["seccomp"] = rules
        if "userns" in wishes:
            linux["namespaces"].append({"type": "user"})
            linux["uidMappings"] = linux["gidMappings"] = [{"containerID": 0, "hostID": 0, "size": 65536}]
        Bundle.number += 1
        bundle = self.work / f"bundle{Bundle.number}"
        bundle.mkdir()
        (bundle / "config.json").write_text(json.dumps(spec))
        name = name or f"whytrace-test-{os.getpid()}-{Bundle.number}"
        return ["unshare", "--mount", "sh", "-c", HIDE_CGROUP2 + 'exec "$@"', "sh", self.program, "--root", self.state, "run",
                "--bundle", str(bundle), name]

    def flags_of(self, remedy):
        return [remedy["do"]] if remedy["where"] == self.scene else None

    def target(self, wishes, argv):
        name = f"whytrace-test-{os.getpid()}-target"
        self.process = subprocess.Popen(self.container(wishes, [], argv, name), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.name = name
        while self.process.poll() is None:
            state = run([self.program, "--root", self.state, "state", name], timeout=60)
            if state.returncode == 0 and json.loads(state.stdout)["status"] == "running":
                return json.loads(state.stdout)["pid"]
        raise Skip("the target ended")

    def end_target(self):
        run([self.program, "--root", self.state, "kill", self.name, "KILL"], timeout=60)
        self.process.wait()


class Runc(Bundle):
    program = "runc"


class Crun(Bundle):
    program = "crun"


def filter_program(path):
    """A seccomp program for bwrap: ptrace fails with EPERM (seccomp(2), BPF_LD | BPF_W | BPF_ABS and so on)."""
    number = {"x86_64": 101, "aarch64": 117}[os.uname().machine]
    load, equal, ret = 0x20, 0x15, 0x06
    rows = [(load, 0, 0, 0), (equal, 0, 1, number), (ret, 0, 0, 0x00050001), (ret, 0, 0, 0x7fff0000)]
    path.write_bytes(b"".join(struct.pack("=HBBI", *row) for row in rows))


class Sandbox(Runtime):
    """A container that is a child of the command that makes it, and ends with it."""
    target_process = None

    def target(self, wishes, argv):
        self.target_process = subprocess.Popen(self.container(wishes, [], argv), stdin=subprocess.DEVNULL,
                                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return innermost(self.target_process)

    def end_target(self):
        self.target_process.kill()
        self.target_process.wait()


class Bubblewrap(Sandbox):
    place, scene = "bubblewrap sandbox", "bwrap"

    def start(self):
        need("bwrap", "setpriv")
        filter_program(self.work / "filter")
        must(self.container(set(), [], ["true"]))

    def container(self, wishes, flags, argv, name=None):
        words = ["bwrap", "--bind", str(self.root), "/", "--proc", "/proc", "--dev", "/dev", "--unshare-pid", "--unshare-net",
                 "--die-with-parent"]
        words += ["--cap-drop", "ALL"]
        words += ["--unshare-user"] if "userns" in wishes else []
        words += ["--as-pid-1"] if "first" in wishes else []
        words += ["--cap-add", "CAP_SYS_PTRACE"] if "cap" in wishes else []
        if "nnp" in wishes or "unconfined" in wishes:
            raise Skip("bwrap always sets no_new_privs" if "nnp" in wishes else "bwrap has no filter of its own")
        if "user" in wishes:
            words += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
        elif "drop" not in wishes:
            words += [w for c in CAPABILITIES for w in ("--cap-add", "CAP_" + c)]
        if "old" in wishes and "cap" in wishes:
            raise Skip("no rule of a bwrap program depends on capabilities")
        if "old" in wishes and not flags:
            return ["sh", "-c", f'exec "$@" 3<{self.work}/filter', "sh", *words, "--seccomp", "3", *argv]
        return words + argv

    def flags_of(self, remedy):
        return [remedy["do"]] if remedy["where"] == self.scene else None


def innermost(process):
    """The first process below it that is in the container's pid namespace and executes the target's shell."""
    def children(pid):
        try:
            return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:  # it has ended
            return []

    while process.poll() is None:
        waiting = children(process.pid)
        while waiting:
            pid = waiting.pop()
            waiting += children(pid)
            try:
                if pathlib.Path(f"/proc/{pid}/comm").read_text() == "sh\n" and pathlib.Path(f"/proc/{pid}/root/tmp/go").exists():
                    return pid
            except OSError:
                continue
    raise Skip("the target ended")


class Nspawn(Sandbox):
    place, scene, capable = "systemd-nspawn container", "systemd-nspawn", True
    old_looks = "looks like that of systemd-nspawn without CAP_SYS_PTRACE"

    def start(self):
        need("systemd-nspawn")
        must(self.container(set(), [], ["/bin/true"]))

    def container(self, wishes, flags, argv, name=None):
        # It does not find programs by PATH.
        argv = argv if argv[0].startswith("/") else ["/bin/sh", "-c", 'exec "$@"', "sh", *argv]
        words = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--pipe", f"--directory={self.root}",
                 f"--machine=whytrace-test-{os.getpid()}"]
        # Its profile has ptrace for who keeps the capability.
        words += ["--drop-capability=CAP_SYS_PTRACE"] if "old" in wishes and "cap" not in wishes else []
        if "drop" in wishes:
            raise Skip("the filter of systemd-nspawn follows the capability: that is the old profile")
        words += ["--no-new-privileges=yes"] if "nnp" in wishes else []
        argv = ["/usr/bin/setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", *argv] if "user" in wishes else argv
        words += ["--private-users=200000:65536"] if "userns" in wishes else []
        words += [] if "first" in wishes else ["--as-pid2"]
        if "unconfined" in wishes:
            raise Skip("systemd-nspawn always has a filter")
        return words + flags + argv

    def end_target(self):
        self.target_process.terminate()
        self.target_process.wait()


RUNTIMES = {"docker": Docker, "podman": Podman, "podman_rootless": RootlessPodman, "runc": Runc, "crun": Crun,
            "bubblewrap": Bubblewrap, "nspawn": Nspawn}
