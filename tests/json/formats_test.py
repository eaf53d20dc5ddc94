# Nothing of a hostile program reaches a terminal, a parser or a shell raw, in whatever format it is shown: its names, the name of its file, of
# its folder, of its functions and source files, and all that it hands to the kernel hold every byte that there is.
# Arguments: whytrace, the folder of the tracees, a folder for what is written.
# The hard part: the judges are strict. A byte of text is printable ASCII or the end of a line; JSON is what a parser without extensions
# reads, without a key twice.
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import lib  # noqa: E402

lab = lib.Lab(sys.argv[1], sys.argv[3])
# Colours and titles, C1 controls, a direction override, what is no UTF-8, DEL, and what a shell, C, HTML or a stack's line would take for its own.
HOSTILE = (b'\x1b[31m\x1b]0;owned\x07\r\n\xc2\x9b31m\x9b\xe2\x80\xae\xe2\x81\xa6\xff\xc3(\xed\xa0\x80\x7f$(id)`id`\'"\\;<b>&|%s\t')
COLOUR = re.compile(rb'\x1b\[[0-9;]*m')


def must(condition, what):
    if not condition:
        raise lib.Failure(str(what)[:600])


def printable(what, text):
    for line in text.split(b'\n'):
        must(all(32 <= byte < 127 for byte in line), (what, line))


def pairs_once(pairs):
    must(len({key for key, _ in pairs}) == len(pairs), ('a key twice', pairs))
    return dict(pairs)


def strict(what, text):
    def no_number(word):
        raise lib.Failure(f'{what}: {word} is no number of JSON')
    printable(what, text)
    try:
        return json.loads(text, object_pairs_hook=pairs_once, parse_constant=no_number)
    except ValueError as error:
        raise lib.Failure(f'{what}: {error}: {text[:200]}')


def is_text(what, text):
    must(text.endswith(b'\n'), (what, 'cut'))
    printable(what, text)


def is_coloured(what, text):
    must(COLOUR.search(text), (what, 'no colours'))
    is_text(what, COLOUR.sub(b'', text))


def is_lines_of_json(what, text):
    for line in text.splitlines():
        strict(what, line)


def is_stacks(what, text):
    is_text(what, text)
    for line in text.splitlines():
        must(re.fullmatch(rb'[^;]+(;[^;]+)+ [1-9][0-9]*', line), (what, line))


def renamed(data, old, new):
    """In place: the tables of an ELF file do not move. A name cannot hold a zero byte."""
    must(old in data, ('not in the program', old))
    return data.replace(old, (new * len(old))[:len(old)])


def make_program(name, words):
    """A copy of a tracee, in a folder and under a name that are hostile, with names in it that are."""
    folder = os.path.join(os.fsencode(lab.scratch), HOSTILE.replace(b'/', b''))
    os.makedirs(folder, exist_ok=True)
    program = os.path.join(folder, HOSTILE + name.encode())
    with open(os.path.join(sys.argv[2], name), 'rb') as file:
        data = file.read()
    for old, new in words:
        data = renamed(data, old, new)
    with open(program, 'wb') as file:
        file.write(data)
    os.chmod(program, 0o755)
    return program


# The first of these names is that of functions, the last of source files; C++ puts its own before and behind.
STACKED = make_program('stacked', [(b'in_a_thread', b'\x1b[31m;\x9b"<b>'), (b'overwritten', b'\xc2\x9b\xe2\x80\xae\r\n$(id)'),
                                   (b'tests/tracees/stacked.cpp', b'\x1b]0;x\x07\xff"<b>\\\r\n')])
SCENE = make_program('hostile', [])
VALUES = [sys.executable, os.path.join(HERE, 'hostile.py')]
PROGRAMS = {'stacks': [STACKED], 'scene': [SCENE, 'bytes'], 'values': VALUES}

# What a program can be shown as, and who judges it.
FORMATS = [
    (['-yy', '-Y', '-v'], is_text), (['-xx', '-k'], is_text), (['-kk', '-y'], is_text), (['-x', '-X', 'verbose', '-s', '5000'], is_text),
    (['--color=always', '-yy', '-Y', '-k'], is_coloured), (['-N', '-n', '-i', '-tt', '-T', '--whole-calls'], is_text),
    (['-P', '/nowhere', '-e', 'read=all', '-e', 'write=all'], is_text), (['--narrate', '-Y'], is_text), (['--secontext=full', '-y'], is_text),
    (['-c', '-w'], is_text), (['-C', '--summary-by=task', '--summary-chart', '-Y'], is_text), (['--decode-pids=pidns', '-Y'], is_text),
    (['--format=json', '-yy', '-Y', '-v', '-kk'], is_lines_of_json), (['--format=perfetto', '-yy', '-k'], strict),
    (['--format=folded', '-k'], is_stacks), (['--format=folded-count', '-kk'], is_stacks)]


def shown(program, options, judge):
    def case():
        output = lab.path('shown')
        for old in (output, lab.path('recording')):
            if os.path.exists(old):
                os.remove(old)
        done = subprocess.run([lab.whytrace, '-f', *options, '-o', output, '--record=' + lab.path('recording'), *PROGRAMS[program]],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120)
        must(done.returncode >= 0, done)
        printable('messages', done.stderr)
        with open(output, 'rb') as file:
            judge('trace', file.read())
        with open(lab.path('recording'), 'rb') as file:
            is_lines_of_json('recording', file.read())
        read = subprocess.run([lab.whytrace, '-f', *options, '-o', output, '--read=' + lab.path('recording')], stderr=subprocess.PIPE,
                              timeout=120)
        must(read.returncode == 0, read)
        printable('messages of --read', read.stderr)
        with open(output, 'rb') as file:
            judge('--read', file.read())
    return case


def as_messages():
    """Without a file all goes to the terminal: the trace and what is said, about a program that everybody may run as root."""
    privileged = make_program('sampler', [])
    os.chmod(privileged, 0o4755)
    for options in ([], ['-f', '-yy', '-k'], ['--debug', '-f'], ['--narrate', '-f'], ['-f', '-P', privileged], ['-c', '-f'], ['--tips=full', '-b', 'execve']):
        done = subprocess.run([lab.whytrace, *options, privileged], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120)
        printable(options, done.stderr)


def names_that_are_given():
    """In complaints: what a terminal would obey is escaped, letters are not."""
    for name in (HOSTILE, 'größe 日本'.encode()):
        for words in ([b'/nowhere/' + name], [b'-o', b'/nowhere/' + name, b'true'], [b'--read=/nowhere/' + name], [b'-e', b'trace=' + name, b'true'],
                      [b'-P', b'/nowhere/' + name, b'--explain', name], [b'-E', name, b'-u', name, b'true']):
            done = subprocess.run([os.fsencode(lab.whytrace), *words], capture_output=True)
            if name == HOSTILE:
                printable(words, done.stderr.replace(b'\t', b''))
            else:
                must(name in done.stderr, done.stderr)


def of_others():
    """Lines of a trace, and a container's profile, that somebody else has written."""
    name = HOSTILE.decode(errors='replace')
    profile = {'defaultAction': 'SCMP_ACT_ERRNO', 'syscalls': [{'names': ['ptrace', name], 'action': 'SCMP_ACT_ALLOW', 'includes': {'caps': [name]}}]}
    with open(lab.path('profile'), 'w') as file:
        json.dump(profile, file, ensure_ascii=False)
    for words in (['--check-profile=' + lab.path('profile'), 'ptrace'], ['--explain-line', f'openat(AT_FDCWD, "{name}", O_RDONLY) = 3'],
                  ['--explain-line', f'read(3<{name}>, "", 1) = 0'], ['--explain-line', f'--- {name} ---']):
        done = subprocess.run([lab.whytrace, *words], capture_output=True)
        must(done.stdout or done.stderr, words)
        printable(words, (done.stdout + done.stderr).replace('\ufffd'.encode(), b'').replace(b'\t', b''))


def in_a_diagnosis():
    """Of a program that may be traced, and of one that may not."""
    waiting = subprocess.Popen([make_program('blocked', []), 'read'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    waiting.stdout.read(1)
    try:
        for how in ([], ['--reproduce=docker-18.09', lab.whytrace], ['--reproduce=credentials', lab.whytrace]):
            for what in (['-p', str(waiting.pid)], [STACKED]):
                for detail in (['--diagnose'], ['--diagnose=full'], ['--diagnose', '--json'], []):
                    if not how and not detail and what[0] == '-p':
                        continue   # it would wait with it
                    done = subprocess.run([lab.whytrace, *how, *detail, *what], capture_output=True, timeout=120)
                    printable((how, detail, what, 'stderr'), done.stderr)
                    if '--json' in detail:
                        strict('diagnosis', done.stdout)
                    elif detail:
                        printable((how, detail, what), done.stdout)
                    helps = [line for line in done.stdout.splitlines() + done.stderr.splitlines() if line.startswith(b'helps')]
                    must(not any(b'id' in re.findall(rb'[$`][^ ]*', line) for line in helps), helps)
    finally:
        waiting.communicate(b'x')


lib.run([*((f'{program}: {" ".join(options)}', shown(program, options, judge)) for program in PROGRAMS for options, judge in FORMATS),
         ('messages', as_messages), ('names that are given', names_that_are_given),
         ('of others', of_others), ('diagnosis', in_a_diagnosis)])
