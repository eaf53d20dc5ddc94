# What the tests of recordings share: runs of whytrace with a text and a recording of it, and the schema.
# Not a test.
# Nothing hard here.
import json
import os
import subprocess
import sys

import jsonschema


class Failure(Exception):
    pass


class Lab:
    def __init__(self, whytrace, scratch):
        self.whytrace = whytrace
        self.scratch = scratch
        os.makedirs(scratch, exist_ok=True)
        text = subprocess.run([whytrace, '--schema'], check=True, capture_output=True, text=True).stdout
        self.schema = json.loads(text)
        jsonschema.Draft202012Validator.check_schema(self.schema)
        self.validator = jsonschema.Draft202012Validator(self.schema)

    def path(self, name):
        return os.path.join(self.scratch, name)

    def trace(self, options, command, feed=b'', limit=60):
        """The same trace as text and as a recording, in files; the program's own output goes nowhere."""
        text, recording = self.path('direct.txt'), self.path('recording.jsonl')
        for old in (text, recording):
            if os.path.exists(old):
                os.remove(old)
        subprocess.run([self.whytrace, *options, '-o', text, '--record=' + recording, *command], input=feed,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.scratch, timeout=limit)
        return text, recording

    def read(self, recording, options, output='read.txt'):
        """What --read makes of it: a file, as -o has it, and what was said."""
        path = self.path(output)
        done = subprocess.run([self.whytrace, *options, '-o', path, '--read=' + recording], capture_output=True, text=True,
                              timeout=120)
        if done.returncode != 0:
            raise Failure(f'--read {" ".join(options)}: {done.stderr}')
        return path, done.stderr

    def validate(self, recording):
        """Every line; how many there are."""
        count = 0
        with open(recording, encoding='ascii') as lines:
            for line in lines:
                count += 1
                for error in self.validator.iter_errors(json.loads(line)):
                    raise Failure(f'{recording}:{count}: {error.message[:400]} at {list(error.absolute_path)}')
        return count

    def must_be_equal(self, what, one, other):
        with open(one, 'rb') as a, open(other, 'rb') as b:
            first, second = a.read(), b.read()
        if first == second:
            return
        for number, (x, y) in enumerate(zip(first.split(b'\n'), second.split(b'\n')), 1):
            if x != y:
                raise Failure(f'{what}: line {number}\n  trace {x[:600]!r}\n  read  {y[:600]!r}')
        raise Failure(f'{what}: {len(first)} bytes in the trace, {len(second)} in what was read')


def run(cases):
    """Each a (name, function); says which fail, and ends the program."""
    failed = 0
    for name, case in cases:
        try:
            case()
        except (Failure, subprocess.SubprocessError) as failure:
            failed += 1
            print(f'FAILED {name}: {failure}')
    print(f'{len(cases) - failed} of {len(cases)} cases passed')
    sys.exit(1 if failed else 0)
