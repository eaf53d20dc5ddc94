# Every call that the tracer makes fails once in every plausible way, at its first, middle and last time; then judge.py says what must
# hold. A first run of each scene lists the calls.
# Arguments: whytrace, the folder of the tracees, a folder for what is written; then, for a part: --every=N (of all runs every Nth),
# --scene=NAME, --call=NAME; --jobs=N.
# Nothing hard here.
import collections
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import judge  # noqa: E402
import lab  # noqa: E402
import shares  # noqa: E402
import table  # noqa: E402

ONE = re.compile(r'^(?:ptrace\((PTRACE_\w+)|(\w+)\()', re.M)
NOT_REACHED = 'not reached'
TRIES = 5  # to let a call fail
MAIN = re.compile(r'^getuid\(', re.M)  # its first call


def occasions(first, last):
    """With the middle, each once."""
    return sorted({first, (first + last) // 2, last})


def tampering(call, error, when):
    if call.startswith('PTRACE_'):
        return ['-e', 'trace=ptrace', '-e', f'inject=ptrace:error={error}:when={when}:if=request=={call}']
    done = ':syscall=close' if call == 'close' else ''  # it closes, whatever it says (close(2))
    return ['-e', f'trace={call}', '-e', f'inject={call}:error={error}:when={when}{done}']


def calls_in(log):
    return collections.Counter(request or call for request, call in ONE.findall(log))


def calls_of(run):
    """Of the tracer itself: its own first one of each, and the last. Those before are the loader's."""
    loader = calls_in(run.log[:MAIN.search(run.log).start()])
    return {call: (loader[call] + 1, count) for call, count in calls_in(run.log).items() if count > loader[call]}


def faults_of(ranges, only):
    for call, (first, last) in sorted(ranges.items()):
        if call in table.CANNOT_FAIL or only not in (None, call):
            continue
        for error in table.MAY_FAIL[call].split():
            for place, when in enumerate(occasions(first, last)):
                yield call, error, place, when


def play_with(here, scene, call, error, first, when):
    """Two runs differ in how often they make a call. One that does not get to the place says how far it got, and the next is aimed there."""
    for _ in range(TRIES):
        run = here.play(scene, tampering(call, error, when))
        if '(INJECTED)' in run.log:
            break
        when = max(first, min(when - 1, calls_in(run.log)[call]))
    return run


def play_share(here, mine, arguments):
    outcomes, problems = collections.Counter(), []
    for scene in table.SCENES:
        if arguments.scene not in (None, scene.name):
            continue
        untouched = here.play(scene)
        judge_of = judge.Judge(here, scene, untouched)
        outcome, problem = judge_of.judge(untouched)
        if problem:
            problems.append(f'{scene.name}, no fault: {outcome}: {problem}')
            print(problems[-1])
            continue
        ranges = calls_of(here.play(scene, ['-e', 'trace=all']))
        for unknown in ranges.keys() - table.MAY_FAIL.keys() - table.CANNOT_FAIL.keys():
            problems.append(f'{scene.name}: how {unknown} may fail is not in the table')
            print(problems[-1])
            del ranges[unknown]
        for call, error, place, when in faults_of(ranges, arguments.call):
            if not mine(scene.name, call, error, place):
                continue
            run = play_with(here, scene, call, error, ranges[call][0], when)
            outcome, problem = judge_of.judge(run)
            if '(INJECTED)' not in run.log:
                outcome = NOT_REACHED
            outcomes[scene.name, call, error, outcome] += 1
            if problem:
                problems.append(f'{scene.name}, {call} {error} at the {when}th of {ranges[call][1]}: {outcome}: {problem}')
                print(problems[-1], flush=True)
    return outcomes, problems


def never_failed(outcomes):
    """A call of one scene may be there once and not again; one of several that is never reached is injected wrongly."""
    failed = {call for _, call, _, outcome in outcomes if outcome != NOT_REACHED}
    scenes = {call: {scene for scene, c, _, _ in outcomes if c == call} for _, call, _, _ in outcomes if call not in failed}
    return [f'{call} did not fail in any of {len(among)} scenes' for call, among in scenes.items() if len(among) > 2]


def main():
    arguments = shares.parse(every=1, scene=None, call=None)
    outcomes, problems = shares.run(arguments, play_share)
    for problem in never_failed(outcomes):
        problems.append(problem)
        print(problem)
    for (scene, call, error, outcome), count in sorted(outcomes.items()):
        print(f'{scene:20} {call:26} {error:8} {count:3} {outcome}')
    shares.end(outcomes, problems)


if __name__ == '__main__':
    main()
