# Runs a command under a tracer, in a fresh folder, and hands back what it wrote as a run that can be compared.
# Not a measurement of time; bench.py does that.
# Hard part: the two runs must differ in nothing but the tracer, so folder, environment, files and descriptors are the same.

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass

from . import trace_log
from .match import Run
from .normalise import Normaliser, Window

TIME_LIMIT = 120
PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
VALUE_OPTIONS = 'abeEIoOpPsSuUX'   # strace's options of one letter that take a value


class Failure(Exception):
    """The run could not be made: not a difference, but nothing to compare either."""


@dataclass(frozen=True)
class Options:
    """What both tracers are told, and what it means for reading the log."""
    words: tuple

    def letters(self):
        """The options of one letter, without their values."""
        words = iter(self.words)
        for word in words:
            if word.startswith('--') or not word.startswith('-'):
                continue
            for place, letter in enumerate(word[1:], 1):
                yield letter
                if letter in VALUE_OPTIONS:
                    if place == len(word) - 1:
                        next(words, None)
                    break

    def has(self, letters, *long_forms):
        given = [word.split('=')[0] for word in self.words]
        return any(letter in letters for letter in self.letters()) or any(form in given for form in long_forms)

    def column(self):
        column = 40
        words = list(self.words)
        for place, word in enumerate(words):
            if word.startswith('--columns='):
                column = int(word.partition('=')[2])
            elif word == '-a' and place + 1 < len(words):
                column = int(words[place + 1])
            elif word.startswith('-a') and word[2:].isdigit():
                column = int(word[2:])
        return column


@dataclass
class Traced:
    run: Run
    status: int      # as subprocess has it: negative for a signal


def clocks():
    return time.time(), time.clock_gettime(time.CLOCK_MONOTONIC)


def environment(folder, extra=None):
    return {'PATH': PATH, 'HOME': folder, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'TERM': 'dumb', **(extra or {})}


def trace(tracer, options, command, folder, log_path, *, began=None, env=None, keep_addresses=False):
    """Runs `command` in `folder` under `tracer`; its own output goes to a file beside the log, for a pipe has an inode."""
    began = began or clocks()
    words = [*tracer, *options.words, '-o', log_path, *command]
    if keep_addresses:
        words = ['setarch', '-R', *words]
    if not shutil.which(tracer[0]):
        raise Failure(f'no program {tracer[0]}')
    out_path, err_path = (os.path.join(os.path.dirname(log_path), name) for name in ('stdout', 'stderr'))
    with open(out_path, 'wb') as out, open(err_path, 'wb') as err:
        process = subprocess.Popen(words, cwd=folder, env=env or environment(folder), stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=err)
        try:
            status = process.wait(TIME_LIMIT)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)
            process.wait()
            raise Failure(f'no end within {TIME_LIMIT} s: {" ".join(words)}') from None
    if not os.path.exists(log_path):
        with open(err_path, encoding='utf-8', errors='replace') as err:
            raise Failure(f'{" ".join(words)}: no trace was written\n{err.read()}')
    ended = clocks()
    following = options.has('f', '--follow-forks')
    stamped = options.has('tri', '--timestamps', '--absolute-timestamps', '--relative-timestamps', '--instruction-pointer')
    log = trace_log.read(log_path, following, options.column(), stamped)
    window = Window((began[0], ended[0]), (began[1], ended[1]))
    normaliser = Normaliser(window, frozenset([process.pid, *log.by_pid, *log.unseen]), keep_addresses,
                            timed=options.has('T', '--syscall-times'))
    return Traced(Run(log, normaliser, {process.pid: 'TRACER'}), status)
