# Shares many runs out among processes, each with a lab of its own, so that whoever is left over after a run belongs to one of them.
# Not here: what is run.
# Nothing hard here.
import argparse
import collections
import os
import pickle
import shutil
import sys
import zlib

import lab


def parse(**parts):
    """whytrace, the folder of the tracees, a folder for what is written; --jobs=N; and what else narrows the runs, with its default."""
    parser = argparse.ArgumentParser()
    for name in ('whytrace', 'tracees', 'folder'):
        parser.add_argument(name)
    for name, default in {'jobs': 1, **parts}.items():
        parser.add_argument('--' + name, type=str if default is None else type(default), default=default)
    return parser.parse_args()


def choice(share, arguments):
    """Of all runs every Nth (--every), and of these every share's own. By what a run is called, since counts differ a little."""
    def mine(*names):
        return zlib.crc32(repr(names).encode()) % (arguments.every * arguments.jobs) == share * arguments.every
    return mine


def run(arguments, play):
    """What play(lab, choice, arguments) counted and found wrong, of all shares."""
    shutil.rmtree(arguments.folder, ignore_errors=True)
    children = []
    for share in range(arguments.jobs):
        place = os.path.join(arguments.folder, str(share))
        child = os.fork()
        if child == 0:
            done = play(lab.Lab(arguments.whytrace, arguments.tracees, place), choice(share, arguments), arguments)
            with open(place + '.done', 'wb') as file:
                pickle.dump(done, file)
            os._exit(0)
        children.append((child, place))
    outcomes, problems = collections.Counter(), []
    for child, place in children:
        if os.waitpid(child, 0)[1] != 0:
            problems.append('a share did not end')
            print(problems[-1])
            continue
        with open(place + '.done', 'rb') as file:
            some, wrong = pickle.load(file)
        outcomes += some
        problems += wrong
    return outcomes, problems


def end(outcomes, problems):
    print(f'{outcomes.total()} runs, {len(problems)} problems')
    sys.exit(1 if problems or not outcomes else 0)
