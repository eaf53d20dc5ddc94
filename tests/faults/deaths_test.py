# The tracer is killed, or told to leave, at exact instants: at any of its own calls, so at every kind of stop of its tracee, and while that
# runs. Afterwards the program runs on or ends as documented, nobody is left, and no line of the trace is cut.
# Arguments: as for faults_test.py, with --scene=NAME, --signal=NAME, --every=N; --instants=N: at most so many of each kind of call.
# Not here: many tracees (core/leaving_test.cpp).
# Nothing hard here.
import collections
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults_test  # noqa: E402
import judge  # noqa: E402
import lab  # noqa: E402
import shares  # noqa: E402

# What becomes of the program, by what its tracer gets: a signal that asks, SIGKILL.
Way = collections.namedtuple('Way', 'scene asked killed')
GOES_ON, ENDS_TOO, DIES, UNIMPRESSED = 'went on', 'ended by it as well', 'was killed', 'the trace went on'
FILTER = ['-f', '-e', 'trace=close,execve,exit_group']
WAYS = [
    Way(lab.Scene('never', ['-f', '-o', 'TRACE']), UNIMPRESSED, GOES_ON),
    Way(lab.Scene('waiting', ['-f', '-I2', '-o', 'TRACE']), ENDS_TOO, GOES_ON),
    Way(lab.Scene('anywhere', ['-f', '-I1', '-o', 'TRACE']), GOES_ON, GOES_ON),
    Way(lab.Scene('registers', ['-f', '--registers', '-I1', '-o', 'TRACE']), GOES_ON, GOES_ON),
    Way(lab.Scene('filter, never', [*FILTER, '-o', 'TRACE']), UNIMPRESSED, DIES),
    Way(lab.Scene('filter, waiting', [*FILTER, '-I2', '-o', 'TRACE']), ENDS_TOO, DIES),
    Way(lab.Scene('filter, anywhere', [*FILTER, '-I1', '-o', 'TRACE']), GOES_ON, DIES),
    Way(lab.Scene('kill on exit', ['-f', '--kill-on-exit', '-I1', '-o', 'TRACE']), DIES, DIES),
    Way(lab.Scene('attached', ['-f', '-o', 'TRACE', '-p', 'PID'], attaches=True), GOES_ON, GOES_ON),
    Way(lab.Scene('attached, handing off', ['-f', '--cpu-handoff=always', '-o', 'TRACE', '-p', 'PID'], attaches=True), GOES_ON, GOES_ON),
]
SIGNALS = ['INT', 'TERM', 'HUP', 'QUIT', 'PIPE', 'KILL', 'TERM INT']  # the last: two at once


def instants(first, last, most):
    return range(first, last + 1) if last - first < most else [first + i * (last - first) // (most - 1) for i in range(most)]


def tampering(call, signals, when):
    request = f':if=request=={call}' if call.startswith('PTRACE_') else ''
    name = 'ptrace' if request else call
    words = ['-e', f'trace={name}']
    for place, number in enumerate(signals.split()):
        words += ['-e', f'inject={name}:signal={number}:when={when + place}{request}']
    return words


def what_became(run, way, signals):
    """An outcome, or nothing where none of the documented ones is what happened."""
    numbers = {signal.Signals['SIG' + name] for name in signals.split()}
    output = run.output.replace('lost\n', '') if signals == 'KILL' else run.output  # by the kernel
    ran = output.endswith(judge.OUTPUT) and run.others <= {0, judge.STATUS}  # its tracer, or we, saw it end
    told = -run.status in numbers
    expected = way.killed if signals == 'KILL' else way.asked
    if run.status == (0 if way.scene.attaches else judge.STATUS) and ran:
        return 'not reached' if signals == 'KILL' else 'traced to the end'
    if not told:
        return None
    if not run.output:
        return 'not begun'
    if ran and run.program_status is None:
        return 'had ended before'
    if expected == GOES_ON and ran:
        return expected
    # Who sees it end is the tracer or we.
    return expected if expected in (ENDS_TOO, DIES) and judge.OUTPUT.startswith(output) else None


def play_share(here, mine, arguments):
    outcomes, problems = collections.Counter(), []
    for way in WAYS:
        if arguments.scene not in (None, way.scene.name):
            continue
        ranges = faults_test.calls_of(here.play(way.scene, ['-e', 'trace=all']))
        for call, (first, last) in sorted(ranges.items()):
            for place, when in enumerate(instants(first, last, arguments.instants)):
                for signals in SIGNALS:
                    if arguments.signal not in (None, signals) or not mine(way.scene.name, call, place, signals):
                        continue
                    run = here.play(way.scene, tampering(call, signals, when))
                    outcome = what_became(run, way, signals)
                    wrong = run.problem or run.messages or (judge.cut_lines(run) and 'a line is cut') or not outcome
                    outcomes[way.scene.name, signals, outcome or 'harmed'] += 1
                    if wrong:
                        problems.append(f'{way.scene.name}, {signals} at {call} {when} of {last}: {wrong}, status {run.status}, '
                                        f'others {run.others}, output {run.output!r}')
                        print(problems[-1], flush=True)
    return outcomes, problems


def main():
    arguments = shares.parse(every=1, scene=None, signal=None, instants=8)
    outcomes, problems = shares.run(arguments, play_share)
    for (scene, signals, outcome), count in sorted(outcomes.items()):
        print(f'{scene:24} {signals:8} {count:5} {outcome}')
    shares.end(outcomes, problems)


if __name__ == '__main__':
    main()
