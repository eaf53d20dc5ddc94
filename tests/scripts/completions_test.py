#!/usr/bin/env python3
# The completions that `whytrace --help=SHELL` prints, in that shell itself: what is offered behind a beginning. Not their text.
# Hard part: zsh completes only for somebody who types, so it gets a terminal.
# Arguments: whytrace, the shell.
import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

WHYTRACE, SHELL = os.path.abspath(sys.argv[1]), sys.argv[2]
SKIPPED = 77
ENVIRONMENT = {'PATH': os.path.dirname(WHYTRACE) + ':' + os.environ['PATH'], 'TERM': 'dumb', 'LC_ALL': 'C'}
LIMIT = 60

# What is typed; what must be offered, what must not.
CASES = [
    ('whytrace --summary-ch', {'--summary-chart'}, {'--summary'}),
    ('whytrace -f --follow', {'--follow-forks'}, set()),
    ('whytrace --color=', {'auto', 'always', 'never'}, set()),
    ('whytrace --color=al', {'always'}, {'auto'}),
    ('whytrace --format js', {'json'}, {'text'}),
    ('whytrace -X verb', {'verbose'}, {'raw'}),
    ('whytrace -o /dev/nul', {'/dev/null'}, set()),
    ('whytrace --output=/dev/nul', {'/dev/null'}, set()),
    ('whytrace --read /dev/nul', {'/dev/null'}, set()),
    ('whytrace -u roo', {'root'}, set()),
    (f'whytrace -p {os.getpid()}', {str(os.getpid())}, set()),
    ('whytrace printen', {'printenv'}, set()),
    ('whytrace -f -o /dev/null printen', {'printenv'}, set()),
    ('whytrace -f cat /dev/nul', {'/dev/null'}, set()),
    ('whytrace -f cat --summary-ch', set(), {'--summary-chart'}),
]


def options():
    """All long names, and all letters, of --help=all."""
    text = subprocess.run([WHYTRACE, '--help=all'], capture_output=True, text=True, check=True).stdout
    rows = re.findall(r'^  (?:-(\w))?(?:, |    )?(?:--([\w-]+))?', text, re.M)
    letters, names = {'-' + letter for letter, _ in rows if letter}, {'--' + name for _, name in rows if name}
    assert len(letters) > 30 and len(names) > 60, text
    return letters, names


class Bash:
    def __init__(self, folder):
        self.file = os.path.join(folder, 'whytrace')

    def offered(self, line):
        """Bash itself cuts a line at blanks and at `=`; _command_offset stands for bash-completion, which has it."""
        words = [word for word in re.split(r'(=)| ', line) if word is not None and (word or line.endswith((' ', '=')))]
        if line.endswith('='):
            words = [word for word in words if word]
        quoted = ' '.join("'" + word + "'" for word in words)
        script = ('source "$0"; _command_offset() { if ((COMP_CWORD == $1)); then COMPREPLY=($(compgen -c -- "${COMP_WORDS[COMP_CWORD]}"));'
                  ' else COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")); fi; }\n'
                  f'COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _whytrace; printf "%s\\n" "${{COMPREPLY[@]}}"')
        done = subprocess.run(['bash', '-c', script, self.file], capture_output=True, text=True, env=ENVIRONMENT, timeout=LIMIT)
        assert not done.stderr, done.stderr
        return set(done.stdout.split('\n'))


class Fish:
    def __init__(self, folder):
        self.file, self.home = os.path.join(folder, 'whytrace'), folder

    def offered(self, line):
        done = subprocess.run(['fish', '--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', self.file, line], capture_output=True,
                              text=True, env=dict(ENVIRONMENT, HOME=self.home), timeout=LIMIT)
        assert not done.stderr, done.stderr
        words = [row.split('\t')[0] for row in done.stdout.split('\n')]
        return {re.sub(r'^--[\w-]+=', '', word) for word in words}


class Zsh:
    """Somebody types a line and the tabulator; a key of ours then says what has become of the line."""
    START = ("PROMPT= LISTMAX=0 fpath=({folder} $fpath); unsetopt prompt_sp prompt_cr; autoload -Uz compinit && compinit -u -d {folder}/dump; "
             "tell() {{ print -r -- $'\\n'\"<<$BUFFER>>\"; BUFFER=; zle -R }}; zle -N tell; bindkey '^G' tell; bindkey '^I' complete-word; "
             "print -r -- '<<'ready'>>'\n")

    def __init__(self, folder):
        os.rename(os.path.join(folder, 'whytrace'), os.path.join(folder, '_whytrace'))
        child, self.terminal = pty.fork()
        if child == 0:
            os.execvpe('zsh', ['zsh', '-f', '-i'], dict(ENVIRONMENT, HOME=folder))
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 1000, 200, 0, 0))
        self.typed(self.START.format(folder=folder), '<<ready>>')

    def typed(self, keys, until):
        os.write(self.terminal, keys.encode())
        text, deadline = '', time.monotonic() + LIMIT
        while not re.search(until, text):
            ready, _, _ = select.select([self.terminal], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f'zsh is silent after {keys!r}: {text!r}'
            text += os.read(self.terminal, 65536).decode(errors='replace')
        return text

    def offered(self, line):
        text = self.typed(line + '\t\x07', r'<<[^<>]*>>\s')
        now = re.findall(r'<<([^<>]*)>>', text)[-1]
        _, _, listed = re.sub(r'\x1b\[[\d;?]*[A-Za-z]|<<[^<>]*>>', '', text).partition('\n')
        # A blank behind the word: it was the only one.
        return set(listed.split()) | (set(re.split(r'[ =]', now.strip())[-1:] + now.split()[-1:]) if now != line else set())


def main():
    if not shutil.which(SHELL):
        print(f'TEST SKIPPED: no {SHELL}')
        sys.exit(SKIPPED)
    letters, names = options()
    failed = []
    with tempfile.TemporaryDirectory(prefix='completions.') as folder:
        text = subprocess.run([WHYTRACE, '--help=' + SHELL], capture_output=True, check=True).stdout
        with open(os.path.join(folder, 'whytrace'), 'wb') as file:
            file.write(text)
        shell = {'bash': Bash, 'zsh': Zsh, 'fish': Fish}[SHELL](folder)
        for typed, wanted, unwanted in [*CASES, ('whytrace --', names, set()), ('whytrace -', letters, set())]:
            offered = shell.offered(typed)
            if not wanted <= offered or unwanted & offered:
                failed.append(f'{typed!r}: {sorted(wanted - offered)} missing, {sorted(unwanted & offered)} too many; offered {sorted(offered)[:20]}')
    print(*failed, f'{len(failed)} of {len(CASES) + 2} cases failed', sep='\n')
    sys.exit(bool(failed))


main()
