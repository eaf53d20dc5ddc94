# What must hold after a run with a fault in the tracer: it ended as the traced program did, or said in one message why not; the program
# was not harmed; no line of the trace is cut; what is lost is not lost in silence.
# Not here: what is injected.
# The hard part is silence: then the trace must have all that it has without a fault.
import collections
import re

STATUS = 3  # every_stop's
OUTPUT = 'files\ncalls\nsignal\nfork\nvfork\nthread\nstopped\nkilled\n'
CALL = re.compile(r'^(?:\d+(?:<[^>]*>)? +)?(\w+)\(', re.M)


def calls_in(run):
    """How often each call is in the trace. Those that depend on the moment are not counted."""
    counts = collections.Counter(name for text in run.trace.values() for name in CALL.findall(text))
    for name in ('futex', 'restart_syscall', 'wait4', 'rt_sigreturn'):
        counts.pop(name, None)
    return counts


def messages_in(text, name):
    return [line for line in text.splitlines() if line.startswith(name + ': ')]


def cut_lines(run):
    return [name for name, text in run.trace.items() if text and not text.endswith('\n')]


class Judge:
    def __init__(self, lab, scene, untouched):
        self.name = lab.whytrace
        self.output = 'ready\n' + OUTPUT if scene.attaches else OUTPUT
        self.expected_status = 0 if scene.attaches else STATUS
        self.untouched = calls_in(untouched)
        if scene.attaches:
            self.untouched['read'] -= 1  # in which it is met, and which may end before it stops

    def judge(self, run):
        """Outcome, and what is wrong."""
        if run.problem:
            return 'hung', run.problem
        if run.status < 0:
            return 'died', f'the tracer was killed by signal {-run.status}: {run.messages!r}'
        if cut_lines(run):
            return 'cut', f'the last line is cut: {cut_lines(run)}'
        said = messages_in(run.messages, self.name)
        ran = run.output == self.output and run.program_status == STATUS
        if not said and not run.messages:
            return self.judge_silence(run, ran)
        if len(said) != 1:
            return 'unclear', f'{len(said)} messages: {run.messages!r}'
        if run.status == self.expected_status and (ran or run.output == self.output):
            return 'one message, traced on', ''
        if run.status == 1 and ran:
            return 'one message, let go', ''
        if run.status == 1 and not run.output:
            return 'one message, not begun', ''
        return 'harmed', f'status {run.status}, program {run.program_status}, output {run.output!r}: {run.messages!r}'

    def judge_silence(self, run, ran):
        if run.status != self.expected_status or run.output != self.output or (self.expected_status == 0 and not ran):
            return 'silent', f'status {run.status}, program {run.program_status}, output {run.output!r}, and nothing said'
        lost = self.untouched - calls_in(run)
        if lost:
            return 'lost', f'not in the trace, and nothing said: {dict(lost)}'
        return 'not noticed', ''
