# Reads the text of one traced run: one list of whole calls, signals and ends for each task, and who created whom.
# Not the place where values are normalised, except for the column of the result, which only the unjoined line shows.
# Hard part: joining `<unfinished ...>` and `<... NAME resumed>`, over an execve that changes the task's id too.

import re
from dataclasses import dataclass, field

UNFINISHED = ' <unfinished ...>'
LEADER = re.compile(r'(\d+) +')
RESUMED = re.compile(r'<\.\.\. (\w+) resumed>')
CHANGED_PID = re.compile(r' <pid changed to (\d+) \.\.\.>$')
SUPERSEDED = re.compile(r'\+\+\+ superseded by execve in pid (\d+) \+\+\+')
END = re.compile(r'\+\+\+ (?:exited with|killed by) ')
OWN_PID = re.compile(r'(?:set_tid_address|getpid|gettid)\(.*\) = (\d+)')
STAMP = re.compile(r'(?:\d\d:\d\d:\d\d(?:\.\d+)? |\d{10}(?:\.\d+)? )?(?:\(\+ *\d+\.\d+\) | *\d+\.\d+ )?(?:\[[0-9a-f?]{16}\] )?')
RESULT = re.compile(r'(.*\))( +)(= .*)', re.DOTALL)
CREATION = re.compile(r'(?:clone3?|v?fork)\(.*\) += (\d+)')


@dataclass
class Task:
    pid: int
    parent: 'Task | None' = None
    lines: list = field(default_factory=list)      # whole lines, without the leader
    children: list = field(default_factory=list)   # in the order in which this task created them
    rank: int = 0                                  # its place among all creations that the log shows
    pending: str = ''                              # an unfinished call's first part


@dataclass
class Log:
    root: Task
    tasks: list   # in the order in which they appear
    by_pid: dict = field(default_factory=dict)     # the latest task of each id
    unseen: dict = field(default_factory=dict)     # the ids of created tasks that showed no line -> rank of the creation


def read(path, with_pids, column=40, stamped=False):
    """The tasks of the trace in `path`; with_pids: each line starts with a task's id, as with -f and -o; stamped: then come
    a time or an address, as with -t, -r and -i."""
    with open(path, encoding='utf-8', errors='surrogateescape', newline='\n') as file:
        return parse(file.read().split('\n'), with_pids, column, stamped)


def parse(lines, with_pids, column=40, stamped=False):
    return _Reader(column, stamped).read(lines, with_pids)


class _Reader:
    def __init__(self, column, stamped):
        self.column, self.stamped = column, stamped
        self.alive = {}     # pid -> Task
        self.latest = {}
        self.tasks = []
        self.creators = {}  # pid -> the task whose clone returned it before it showed a line, and the rank
        self.creations = 0

    def read(self, lines, with_pids):
        for line in lines:
            if not line:
                continue
            pid, text = 0, line
            if with_pids:
                leader = LEADER.match(line)
                if not leader:
                    raise ValueError(f'a line without a task id: {line!r}')
                pid, text = int(leader[1]), line[leader.end():]
            stamp = STAMP.match(text)[0] if self.stamped else ''
            self._take(pid, text[len(stamp):], len(line) - len(text) + len(stamp), stamp)
        for task in self.tasks:
            if task.pending:
                task.lines.append(task.pending + UNFINISHED)
        root = self.tasks[0] if self.tasks else Task(0)
        if not with_pids:
            self._name_root(root)
        for task in self.tasks:
            # A thread or an orphan whose creation is not in the log is put under the first task, in order of appearance.
            if task is not root and task.parent is None:
                self._adopt(root, task, self.creations + 1)
        for task in self.tasks:
            task.children.sort(key=lambda child: child.rank)
        return Log(root, self.tasks, self.latest, {pid: rank for pid, (_, rank) in self.creators.items()})

    def _name_root(self, root):
        told = next((found for found in map(OWN_PID.match, root.lines) if found), None)
        self.latest = {int(told[1]): root} if told else {}

    def _task(self, pid):
        task = self.alive.get(pid)
        if task is None:
            task = Task(pid)
            self.alive[pid] = self.latest[pid] = task
            self.tasks.append(task)
            if pid in self.creators:
                parent, rank = self.creators.pop(pid)
                self._adopt(parent, task, rank)
        return task

    @staticmethod
    def _adopt(parent, child, rank):
        child.parent, child.rank = parent, rank
        parent.children.append(child)

    def _take(self, pid, text, leader, stamp):
        task = self._task(pid)
        text = self._without_padding(text, leader)
        if text.endswith(UNFINISHED):
            task.pending = self._resume(task, text[:-len(UNFINISHED)])
            return
        changed = CHANGED_PID.search(text)
        if changed:
            self._task(int(changed[1])).pending = self._resume(task, text[:changed.start()])
            self.alive.pop(pid, None)
            return
        superseded = SUPERSEDED.match(text)
        if superseded:
            # The line comes under the leader's id, and the rest of execve follows under the same id.
            self._task(int(superseded[1]))
        text = self._resume(task, text)
        task.lines.append(f'{text} @ {_form(stamp)}' if stamp else text)
        creation = CREATION.match(text)
        if creation:
            self._created(task, int(creation[1]))
        elif END.match(text):
            self.alive.pop(pid, None)

    @staticmethod
    def _resume(task, text):
        resumed = RESUMED.match(text)
        if not resumed:
            return text
        start, task.pending = task.pending, ''
        if not start:
            return text
        return start + text[resumed.end():]

    def _created(self, parent, pid):
        self.creations += 1
        child = self.latest.get(pid)
        if child is not None and child.parent is None and child is not self.tasks[0]:
            self._adopt(parent, child, self.creations)
        else:
            self.creators[pid] = parent, self.creations

    def _without_padding(self, text, leader):
        """Padding up to the column of the result becomes one space, and stays as it is where it is wrong."""
        if not text.endswith(UNFINISHED):
            parts = RESULT.fullmatch(text)
            if parts and len(parts[2]) == max(1, self.column - leader - len(parts[1])):
                return f'{parts[1]} {parts[3]}'
        return text


def _form(stamp):
    """The stamp with neither time nor address: their format is compared, they are not."""
    stamp = re.sub(r'\[[0-9a-f]{16}\]', '[IP]', stamp)
    stamp = re.sub(r' *\d+(?=\.\d+\) | \d+(?=\.))', 'N', stamp)
    return re.sub(r'\d', 'N', stamp).strip()
