#!/usr/bin/env python3
# What a newcomer does: from a clean copy of the tree, follow the pages to the letter, command by command, in their order.
# Nothing of the caller's environment is there but PATH. Blocks marked sh are run in the tree and must succeed, and what they
# export stays; those marked console are run in an empty folder and must print what the page says.
# Not here: the fresh systems in which this is done for real (roots_test.sh).
# The hard part: it must not pass by leaving out. Commands that are left out stand in LEFT_OUT, and each must be on a page.
# Arguments: the tree. With a second one, a build of it, its programs are put where the first commands would have built them.
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import page

LEFT_OUT = {
    "sh tests/run.sh": "it runs this very walk",
    "sh examples/into-container.sh CONTAINER -f -p 1": "needs a container (tests/container has one)",
}
LEFT_OUT_WITH_A_BUILD = {
    "cmake --preset release && cmake --build --preset release": "built already",
    "cmake --preset release && cmake --build --preset release --target lessons": "built already",
    "cmake --install build/release --prefix /usr/local": "changes the machine (install_test.sh does it elsewhere)",
}


def pages(tree):
    yield from ("README.md", "examples/README.md")
    names = sorted(os.listdir(os.path.join(tree, "examples")))
    lessons = [f"examples/{name}" for name in names if name[0].isdigit() and name.endswith(".md")]
    others = [f"examples/{name}" for name in names if not name[0].isdigit() and name.endswith(".md") and name != "README.md"]
    yield from lessons + others + ["syscalls/README.md"]


def copy(source, tree):
    """What a clone would have: files that git knows, as they are now."""
    listed = subprocess.run(["git", "-C", source, "ls-files", "-z"], stdout=subprocess.PIPE)
    if listed.returncode != 0:
        print(f"SKIPPED: {source} is no clone, and git says what is in one")
        sys.exit(77)
    for name in filter(None, listed.stdout.decode().split("\0")):
        os.makedirs(os.path.dirname(os.path.join(tree, name)), exist_ok=True)
        shutil.copy2(os.path.join(source, name), os.path.join(tree, name), follow_symlinks=False)


def put_programs(build, tree):
    """As quickstart.sh and the target `lessons` would leave them; examples/quickstart.sh then has nothing to do."""
    release = os.path.join(tree, "build", "release")
    os.makedirs(os.path.join(release, "syscalls", "gen"))
    shutil.copy2(os.path.join(build, "whytrace"), release)
    shutil.copy2(os.path.join(build, "syscalls/gen/whytrace_gen"), os.path.join(release, "syscalls/gen"))
    os.makedirs(os.path.join(release, "examples"))
    for name in os.listdir(os.path.join(build, "examples")):
        if name[0].isdigit():
            shutil.copy2(os.path.join(build, "examples", name), os.path.join(release, "examples"))
    with open(os.path.join(release, ".quickstart"), "w", encoding="utf-8") as stamp:
        stamp.write(tree + "\n")


class walk:
    def __init__(self, tree, home, left_out):
        self.tree, self.left_out = tree, left_out
        self.environment = {"PATH": os.environ["PATH"], "HOME": home}
        # A sanitizer's own look for leaks traces the program: never, where the filter of a page's example kills who does so.
        if "ASAN_OPTIONS" in os.environ:
            self.environment["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        self.done = self.failures = 0

    def fail(self, where, command, *what):
        self.failures += 1
        print(f"{where}: $ {command}", *what, sep="\n")

    def export(self, where, command):
        if self.left_out.pop(command, None):
            return
        keep = os.path.join(self.environment["HOME"], "exported")
        got, status = page.run(f"{command}\nstatus=$?; env -0 >'{keep}'; exit $status", self.tree, self.environment, 3600)
        self.done += 1
        if status != 0:
            self.fail(where, command, f"--- it ends with {status}", got)
        with open(keep, encoding="utf-8") as file:
            variables = (one.partition("=") for one in file.read().split("\0") if one)
            self.environment = {name: value for name, _, value in variables if name not in ("PWD", "OLDPWD", "SHLVL", "_")}

    def compare(self, where, folder, command, expected):
        got, _ = page.run(command, folder, self.environment)
        self.done += 1
        if not page.matches(expected, got):
            self.fail(where, command, "--- the page says", *expected, "--- it prints", got)

    def follow(self, name):
        with open(os.path.join(self.tree, name), encoding="utf-8") as file, tempfile.TemporaryDirectory() as folder:
            for first, language, lines in page.blocks(file.read()):
                where = f"{name}:{first}"
                for command in lines if language == "sh" else []:
                    self.export(where, command)
                for command, expected in page.commands(lines) if language == "console" else []:
                    self.compare(where, folder, command, expected)


def main():
    source, *build = (os.path.realpath(name) for name in sys.argv[1:])
    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o755)  # some refusals are shown as another user
        tree, home = source, os.path.join(scratch, "home")
        os.mkdir(home)
        if build:
            tree = os.path.join(scratch, "whytrace")
            copy(source, tree)
            put_programs(build[0], tree)
        one = walk(tree, home, LEFT_OUT | (LEFT_OUT_WITH_A_BUILD if build else {}))
        for name in pages(tree):
            before = one.done
            one.follow(name)
            print(f"{name}: {one.done - before} commands", flush=True)
    for command in one.left_out:
        one.fail("LEFT_OUT", command, "--- is on none of the pages")
    print(f"{one.done} commands, {one.failures} differ")
    sys.exit(one.failures != 0)


main()
