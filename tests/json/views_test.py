# What is made of a recording, and of a trace directly: the timeline and the stacks have every call, and say what failed.
# Arguments: whytrace, the folder of the tracees, a folder for what is written.
# Nothing hard here; the same run is looked at in many ways.
import collections
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402

lab = lib.Lab(sys.argv[1], sys.argv[3])
SAMPLER = os.path.join(sys.argv[2], 'sampler')
STORM = os.path.join(sys.argv[2], 'clone_storm')


def must(condition, what):
    if not condition:
        raise lib.Failure(str(what))


def events(recording):
    with open(recording, encoding='ascii') as lines:
        return [json.loads(line) for line in lines]


def calls_by_name(recording):
    return collections.Counter(e['name'] for e in events(recording) if e['event'] == 'syscall')


def timeline_of(path):
    with open(path, encoding='ascii') as file:
        return json.load(file)


def timeline(program):
    def case():
        _, recording = lab.trace(['-f', '-v', '-y'], [program])
        path, _ = lab.read(recording, ['--format=perfetto'], 'timeline.json')
        slices = [e for e in timeline_of(path) if e['ph'] == 'X']
        must(collections.Counter(e['name'] for e in slices) == calls_by_name(recording), 'not the same calls')
        recorded = events(recording)
        failed = sum('error' in e for e in recorded if e['event'] == 'syscall')
        must(sum('error' in e['cat'].split(',') and e['cname'] == 'terrible' for e in slices) == failed, 'errors')
        # Slices of a thread do not overlap, to the nanosecond.
        last = {}
        for e in sorted(slices, key=lambda e: e['ts']):
            must(e['ts'] >= last.get(e['tid'], 0) - 0.0005, ('overlap', e))
            last[e['tid']] = e['ts'] + e['dur']
        forks = [e for e in recorded if e['event'] == 'fork']
        arrows = [e for e in timeline_of(path) if e['ph'] in 'sf']
        must(forks and len(arrows) == 2 * len(forks), 'arrows')
        ends = {e['id']: e['tid'] for e in arrows if e['ph'] == 'f'}
        starts = {e['id']: e['tid'] for e in arrows if e['ph'] == 's'}
        must(sorted((starts[i], ends[i]) for i in ends) == sorted((e['parent'], e['child']) for e in forks), 'whose arrows')
        names = [e['args']['name'] for e in timeline_of(path) if e['ph'] == 'M' and e['name'] == 'process_name']
        must(os.path.basename(program)[:15] in names, names)
        signals = sum(e['event'] == 'signal' for e in recorded)
        must(sum(e['ph'] == 'i' and e['name'].startswith('SIG') for e in timeline_of(path)) == signals, 'signals')
    return case


def timeline_of_a_cut_one():
    """A call that was running when the recording stopped."""
    _, recording = lab.trace([], ['sleep', '0.2'])
    lines = open(recording, encoding='ascii').readlines()
    at = next(i for i, line in enumerate(lines) if '"event":"enter"' in line and 'nanosleep' in line)
    with open(lab.path('running.jsonl'), 'w', encoding='ascii') as file:
        file.writelines(lines[:at + 1])
    path, _ = lab.read(lab.path('running.jsonl'), ['--format=perfetto'], 'timeline.json')
    running = [e for e in timeline_of(path) if e['ph'] == 'X' and e['args'].get('unfinished')]
    must([e['name'] for e in running] == ['clock_nanosleep'], running)


def stacks():
    _, recording = lab.trace(['-f'], [SAMPLER])
    path, _ = lab.read(recording, ['--format=folded-count'], 'folded')
    lines = open(path, encoding='ascii').read().splitlines()
    must(all(re.fullmatch(r'[^;]+(;[^;]+)+ [1-9][0-9]*', line) for line in lines), lines)
    by_name = collections.Counter()
    for line in lines:
        stack, count = line.rsplit(' ', 1)
        by_name[stack.rsplit(';', 1)[1]] += int(count)
    must(by_name == calls_by_name(recording), by_name)
    path, _ = lab.read(recording, ['--format=folded'], 'folded')
    total = sum(int(line.rsplit(' ', 1)[1]) for line in open(path, encoding='ascii'))
    spent = sum(int(e.get('duration', 0)) for e in events(recording) if e['event'] == 'syscall') / 1000
    must(abs(total - spent) <= 0.01 * spent + len(lines), (total, spent))


def direct():
    """Without a recording, to standard output, which the program has as well."""
    for shape in ('json', 'perfetto', 'folded', 'folded-count'):
        done = subprocess.run([lab.whytrace, '--format=' + shape, 'sleep', '0'], capture_output=True, text=True)
        must(done.returncode == 0 and not done.stderr and 'execve' in done.stdout, (shape, done.stderr))
        if shape == 'perfetto':
            json.loads(done.stdout)
    # A file for each task.
    prefix = lab.path('each')
    for old in os.listdir(lab.scratch):
        if old.startswith('each.'):
            os.remove(lab.path(old))
    subprocess.run([lab.whytrace, '-ff', '--format=json', '-o', prefix, SAMPLER], stdout=subprocess.DEVNULL)
    files = [name for name in os.listdir(lab.scratch) if name.startswith('each.')]
    must(len(files) == len({e['tid'] for e in events(lab.trace(['-f'], [SAMPLER])[1]) if 'tid' in e}), files)
    for name in files:
        lab.validate(lab.path(name))
        first, *_, last = events(lab.path(name))
        must(first['event'] == 'start' and last['event'] == 'end', name)


def same_program_twice(program, wanted, whole=('-v', '-y', '-s', '500')):
    """A recording with everything, looked at with less, is what a trace with less has shown: of a program that does the same again."""
    def case():
        command = ['setarch', '-R', os.path.join(sys.argv[2], program)]

        def plain(path):
            """Behind the program's own execve; without ids, which are in lines and in values, and times of the processor."""
            with open(path, encoding='ascii') as file:
                text = file.read()
            text = text[text.index('\n', list(re.finditer(r' execve\(', text))[1].start()) + 1:]
            text = re.sub(r'^(\d+) +', r'\1 ', text, flags=re.M)  # short ids are padded
            ids = {}
            for found in re.findall(r'^(\d+)', text, re.M):
                ids.setdefault(found, f'TASK{len(ids)}')
            text = re.sub(r'\d+', lambda m: ids.get(m.group(), m.group()), text)
            # What was left of a time limit differs from run to run, and kernel objects are numbered anew.
            text = re.sub(r'left \{tv_sec=\d+, tv_([un]sec)=\d+\}', r'left {tv_\1}', text)
            return re.sub(r'((pipe|socket|anon_inode|eventfd):\[|shmget.* = |shm\w+\()\d+', r'\1', text).splitlines()

        one = plain(lab.trace(['-f', *wanted], command)[0])
        _, recording = lab.trace(['-f', *whole], command)
        two = plain(lab.read(recording, ['-f', *wanted])[0])
        for a, b in zip(one, two):
            must(a == b, f'{wanted} of {whole}\n  trace {a[:300]}\n  read  {b[:300]}')
        must(len(one) == len(two), (len(one), len(two)))
    return case


lib.run([('timeline', timeline(SAMPLER)), ('timeline of many', timeline(STORM)), ('timeline, cut', timeline_of_a_cut_one),
         ('stacks', stacks), ('direct', direct),
         *((f'{program} with {" ".join(wanted)}', same_program_twice(program, wanted))
           for program in ('calls_files', 'calls_io', 'calls_memory', 'calls_misc', 'calls_net')
           for wanted in ((), ('-y', '-s', '7'), ('-s', '5', '-x')))])
