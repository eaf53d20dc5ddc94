# A program of programs/: its steps, its folder, and one traced run of it.
# Not the comparison.
# Hard part: what runs beside the traced program must have begun before it, and be gone after it, without a wait for a time.

import os
import shutil
import signal
import socket
import subprocess

from . import run

PROGRAMS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'programs')
STEP_LIMIT = 60


def names():
    return sorted(name[:-3] for name in os.listdir(PROGRAMS) if name.endswith('.sh'))


class Program:
    """`folder` is where its own folder and its log go; close() must be called at the end."""

    def __init__(self, name, folder):
        self.file = os.path.join(PROGRAMS, name + '.sh')
        self.name = name
        self.folder = os.path.join(folder, name)
        self.log = os.path.join(folder, name + '.trace')
        self.environment = run.environment(self.folder, {'PORT': str(_free_port()), 'PROGRAMS': PROGRAMS})

    def missing(self):
        """The commands that it needs and this machine has not got."""
        needs = self._step('print_needs', cwd=PROGRAMS).split()
        return [need for need in needs if not shutil.which(need, path=run.PATH)]

    def runs(self):
        """How many runs of each tracer it takes to say something."""
        return int(self._step('print_runs', cwd=PROGRAMS))

    def trace(self, tracer, options, keep_addresses=False):
        began = run.clocks()
        self._empty_folder()
        self._step('prepare')
        command = self._step('traced').splitlines()
        beside = self._start_beside()
        try:
            traced = run.trace(tracer, options, command, self.folder, self.log, began=began, env=self.environment,
                               keep_addresses=keep_addresses)
            beside.wait(STEP_LIMIT)
            return traced
        except subprocess.TimeoutExpired:
            raise run.Failure(f'{self.name}: what runs beside it did not end') from None
        finally:
            if beside.poll() is None:
                os.killpg(beside.pid, signal.SIGKILL)
                beside.wait()

    def close(self):
        if os.path.ismount(self.folder):
            subprocess.run(['umount', '--lazy', self.folder], check=True)

    def _empty_folder(self):
        """A file system of its own each time, if we may: then inode numbers are the same in each run."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        os.mkdir(self.folder)
        subprocess.run(['mount', '-t', 'tmpfs', '-o', 'mode=755', 'compare', self.folder], stderr=subprocess.DEVNULL)

    def _words(self, step):
        return ['sh', os.path.join(PROGRAMS, 'lib', 'step.sh'), self.file, step]

    def _step(self, step, cwd=None):
        done = subprocess.run(self._words(step), cwd=cwd or self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=STEP_LIMIT)
        if done.returncode != 0:
            raise run.Failure(f'{self.name}: {step} failed: {done.stderr}')
        return done.stdout

    def _start_beside(self):
        """Started, and far enough for the traced program to start: it has said so on descriptor 3, or has ended."""
        ready, go = os.pipe()
        words = ['sh', '-c', f'exec 3>&{go} {go}>&-; exec "$@"', 'sh', *self._words('beside')]
        process = subprocess.Popen(words, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, pass_fds=[go], start_new_session=True)
        os.close(go)
        with os.fdopen(ready, 'rb') as pipe:
            pipe.readline()
        return process


def _free_port():
    with socket.create_server(('127.0.0.1', 0)) as server:
        return server.getsockname()[1]
