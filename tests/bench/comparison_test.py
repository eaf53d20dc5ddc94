# Tests of the comparison itself: what it joins, what it makes equal, and above all what it leaves different.
# Not a test of whytrace or strace: no process is traced here.
# Hard part: a comparison that calls everything equal passes all of compare_all, so each rule is tested from both sides.

import random
import unittest
import unittest.mock

import expected_lines
from comparison import known, lcs, newer, report, trace_log
from comparison.match import Run, compare
from comparison.measure import measure, shape
from comparison.normalise import Normaliser, Window, name_pids
from comparison.run import Options, Traced

WINDOW = Window(wall=(1_795_490_340.0, 1_795_490_345.0), uptime=(5000.0, 5005.0))   # 2026-11-24T03:19:00 on


def normalised(line, pids=(), **options):
    return name_pids(Normaliser(WINDOW, frozenset(pids), **options)(line), {pid: f'P{pid}' for pid in pids})


def run_of(*lines):
    log = trace_log.parse(lines, with_pids=True)
    return Run(log, Normaliser(WINDOW, frozenset([*log.by_pid, *log.unseen])), {})


def percentage(left, right):
    return compare(run_of(*left), run_of(*right)).percentage


class Rules(unittest.TestCase):
    def test_what_strace_has_no_name_for_is_newer(self):
        for theirs, ours in (('prctl(0x41 /* PR_??? */, 0x5, 0) = 0', 'prctl(PR_SET_MDWE, PR_MDWE_X, 0, 0) = 0'),
                             ('f(A|0x30) = 0', 'f(A|B|0x20) = 0'), ('f({a=1, ...}) = 0', 'f({a=1, b=2}) = 0'),
                             ('syscall_0x1ca(0x1) = 0', 'newcall(1) = 0'),
                             ('setsockopt(3, SOL_X, 0x4c /* SO_??? */, "\\1", 1) = 0', 'setsockopt(3, SOL_X, SO_NEW, 0x20000000, 1) = 0')):
            self.assertEqual(newer.explains(theirs, ours), newer.NEWER)

    def test_a_wrong_value_is_never_newer(self):
        for theirs, ours in (('f(A|0x30) = 0', 'f(A|B|0x40) = 0'), ('f(A|0x30) = 0', 'f(C|B) = 0'), ('f({a=1, ...}) = 0', 'f({a=2, b=2}) = 0'),
                             ('f(0x1 /* A */) = 0', 'f(A) = 0'), ('f(0x41 /* F_??? */, 5) = 0', 'f(F_NEW, 6) = 0'), ('f(0x9 /* F_??? */) = 0', 'f(F_NEW) = 1'),
                             ('ioctl(3, A, 0) = 0', 'ioctl(4, A, NULL) = 0')):
            self.assertIsNone(known.explains(theirs, ours), (theirs, ours))

    def test_no_pointer_and_numbers_that_stand_for_something_are_more(self):
        for theirs, ours in (('ioctl(3, A, 0) = 0', 'ioctl(3, A, NULL) = 0'), ('f(0x20) = 0', 'f({a=1}) = 0'), (r'f("\x01\x41") = 0', r'f("\1A") = 0')):
            self.assertEqual(known.explains(theirs, ours), {newer.MORE})

    def test_what_a_rule_has_in_brackets_has_to_be_equal(self):
        self.assertIsNotNone(known.explains('shmget(IPC_PRIVATE, 1, 0x50000777) = 1', 'shmget(IPC_PRIVATE, 1, 0x5000|0777) = 1'))
        self.assertIsNone(known.explains('shmget(IPC_PRIVATE, 1, 0x50000777) = 1', 'shmget(IPC_PRIVATE, 1, 0x6000|0777) = 1'))

    def test_where_the_brackets_have_a_name_the_number_has_to_be_equal(self):
        self.assertIsNotNone(known.explains('keyctl(0x20, 0xffffffffffffffb3, 0x5, 0x6, 0x7) = 1', 'keyctl(0x20, -77, 5, 6) = 1'))
        self.assertIsNone(known.explains('keyctl(0x20, 0xffffffffffffffb3, 0x5, 0x6, 0x7) = 1', 'keyctl(0x20, -77, 5, 7) = 1'))

    def test_parts_with_a_shift_make_up_the_number(self):
        theirs = 'f({c=0x100f /* B4M */|0x100f /* B4M */<<0x10 /* IBSHIFT */|0x40 /* X */}) = 0'
        self.assertIsNotNone(known.explains(theirs, 'f({c=0x100f104f /* B4M|B4M<<IBSHIFT|X */}) = 0'))
        self.assertIsNone(known.explains(theirs, 'f({c=0x100f204f /* B4M|B4M<<IBSHIFT|X */}) = 0'))

    def test_flags_without_a_flag(self):
        theirs, ours = 'ioctl(0, T, {c_iflag=, c_cflag=B50|CS5|, x=1}) = 0', 'ioctl(0, T, {c_iflag=0, c_cflag=B50|CS5, x=1}) = 0'
        self.assertIsNotNone(known.explains(theirs, ours))
        self.assertIsNone(known.explains(theirs, ours.replace('CS5', 'CS6')))


class Alignment(unittest.TestCase):
    def test_is_a_longest_common_subsequence(self):
        rng = random.Random(1)
        for rows in (lcs.ROWS_IN_MEMORY, 2):   # the second forces the division
            with unittest.mock.patch.object(lcs, 'ROWS_IN_MEMORY', rows):
                for _ in range(400):
                    kinds = rng.randint(1, 6)
                    a, b = ([rng.randint(0, kinds) for _ in range(rng.randint(0, 25))] for _ in range(2))
                    pairs = lcs.align(a, b)
                    self.assertTrue(all(a[i] == b[j] for i, j in pairs))
                    self.assertTrue(all(x[0] < y[0] and x[1] < y[1] for x, y in zip(pairs, pairs[1:])))
                    self.assertEqual(len(pairs), self.length(a, b))

    @staticmethod
    def length(a, b):
        table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
        for i, x in enumerate(a):
            for j, y in enumerate(b):
                table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
        return table[-1][-1]


class Reading(unittest.TestCase):
    def lines(self, *lines):
        return {task.pid: task.lines for task in trace_log.parse(lines, with_pids=True).tasks}

    def test_joins_what_was_interrupted(self):
        self.assertEqual(self.lines('10    wait4(-1,  <unfinished ...>',
                                    '11    close(3)                          = 0',
                                    '10    <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 11'),
                         {10: ['wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 11'], 11: ['close(3) = 0']})

    def test_joins_over_two_interruptions(self):
        self.assertEqual(self.lines('10    read(3,  <unfinished ...>', '10    <... read resumed> <unfinished ...>',
                                    '10    <... read resumed>"", 5)          = 0'), {10: ['read(3, "", 5) = 0']})

    def test_a_call_that_never_ends_stays_a_line(self):
        self.assertEqual(self.lines('10    pause( <unfinished ...>'), {10: ['pause( <unfinished ...>']})

    def test_execve_of_a_thread_takes_the_leaders_id(self):
        lines = self.lines('10    futex(0x7f0000000000, FUTEX_WAIT, 11, NULL <unfinished ...>',
                           '11    execve("/bin/true", ["true"], NULL <pid changed to 10 ...>',
                           '10    +++ superseded by execve in pid 11 +++',
                           '10    <... execve resumed>)             = 0')
        self.assertIn('execve("/bin/true", ["true"], NULL) = 0', lines[10])

    def test_only_the_right_padding_is_dropped(self):
        for padding, kept in ((' ' * 26, False), (' ' * 25, True), (' ' * 27, True), (' ', True)):
            read = self.lines(f'10    close(3){padding}= 0')[10][0]
            self.assertEqual(read, f'close(3){padding}= 0' if kept else 'close(3) = 0')

    def test_stamps_of_the_leader_are_kept_as_a_form(self):
        log = trace_log.parse(['10    03:19:01.123456 [00007f0000001234] vfork( <unfinished ...>',
                               '10    03:19:02.000001 [00007f0000001235] <... vfork resumed>) = 11'], with_pids=True, stamped=True)
        self.assertEqual(log.tasks[0].lines, ['vfork() = 11 @ NN:NN:NN.NNNNNN [IP]'])
        log = trace_log.parse(['     0.000123 close(3)' + ' ' * 18 + '= 0'], with_pids=False, stamped=True)
        self.assertEqual(log.tasks[0].lines, ['close(3) = 0 @ N.NNNNNN'])

    def test_without_ids_the_first_task_tells_its_own(self):
        log = trace_log.parse(['set_tid_address(0x7f0000000000) = 77', 'getpid() = 77'], with_pids=False)
        self.assertEqual(list(log.by_pid), [77])

    def test_children_are_in_the_order_of_their_creation(self):
        log = trace_log.parse(['10    vfork() = 11', '10    clone(child_stack=NULL, flags=SIGCHLD) = 12',
                               '12    +++ exited with 0 +++', '11    +++ exited with 0 +++'], with_pids=True)
        self.assertEqual([child.pid for child in log.root.children], [11, 12])


class Normalising(unittest.TestCase):
    def test_addresses(self):
        self.assertEqual(normalised('brk(0x55d0c0de2000) = 0x55d0c0de2000'), 'brk(ADDRESS) = ADDRESS')
        self.assertEqual(normalised('mmap(NULL, 4096, PROT_READ, MAP_SHARED, 3, 0x2000) = 0x7f0000000000'),
                         'mmap(NULL, 4096, PROT_READ, MAP_SHARED, 3, 0x2000) = ADDRESS')
        self.assertEqual(normalised('brk(0x55d0c0de2000) = 0', keep_addresses=True), 'brk(0x55d0c0de2000) = 0')

    def test_ids_where_a_call_speaks_of_tasks(self):
        self.assertEqual(normalised('wait4(4096, NULL, 0, NULL) = 4096', [4096]), 'wait4(P4096, NULL, 0, NULL) = P4096')
        self.assertEqual(normalised('kill(-4096, SIGTERM) = 0', [4096]), 'kill(-P4096, SIGTERM) = 0')
        self.assertEqual(normalised('read(3, "x", 4096) = 4096', [4096]), 'read(3, "x", 4096) = 4096')
        self.assertEqual(normalised('open("/proc/4096/stat", O_RDONLY) = 4096', [4096]),
                         'open("/proc/P4096/stat", O_RDONLY) = 4096')
        self.assertEqual(normalised('close(3</proc/4096/fd>) = 0', [4096]), 'close(3</proc/P4096/fd>) = 0')
        self.assertEqual(normalised('wait4(4097, NULL, 0, NULL) = 4097', [4096]), 'wait4(4097, NULL, 0, NULL) = 4097')

    def test_times_within_the_run_only(self):
        self.assertEqual(normalised('time(NULL) = 1795490342'), 'time(NULL) = TIME')
        self.assertEqual(normalised('time(NULL) = 1695490342'), 'time(NULL) = 1695490342')
        self.assertEqual(normalised('time(0x20000400) = 0x6b050226'), 'time(ADDRESS) = TIME')
        self.assertEqual(normalised('time(0x20000400) = 0x6b050206'), 'time(ADDRESS) = ADDRESS')
        self.assertEqual(normalised('clock_gettime(CLOCK_MONOTONIC, {tv_sec=5001, tv_nsec=12000000}) = 0'),
                         'clock_gettime(CLOCK_MONOTONIC, {TIME}) = 0')
        self.assertEqual(normalised('clock_gettime(CLOCK_MONOTONIC, {tv_sec=4001, tv_nsec=12000000}) = 0'),
                         'clock_gettime(CLOCK_MONOTONIC, {tv_sec=4001, tv_nsec=12000000}) = 0')

    def test_remainders_but_not_chosen_timeouts(self):
        self.assertEqual(normalised('1 (in [3], left {tv_sec=0, tv_usec=999997})'), '1 (in [3], left {TIME})')
        self.assertEqual(normalised('select(0, NULL, NULL, NULL, {tv_sec=1, tv_usec=500000}) = 0'),
                         'select(0, NULL, NULL, NULL, {tv_sec=1, tv_usec=500000}) = 0')

    def test_poll_timeouts_that_are_remainders(self):
        for call in ('poll([{fd=3, events=POLLIN}], 1, %s) = 0 (Timeout)', 'epoll_wait(3, [], 10, %s) = 0',
                     'epoll_pwait(3, [], 10, %s, NULL, 8) = 0'):
            self.assertEqual(normalised(call % 93), call % 'TIME')
            for chosen in ('2000', '0', '-1'):
                self.assertEqual(normalised(call % chosen), call % chosen)

    def test_pointers_in_epoll_data(self):
        self.assertEqual(normalised('data={u32=3168469824, u64=94170326434624}'), 'data={ADDRESS}')
        other = 'data={u32=3168469825, u64=94170326434624}'
        self.assertEqual(normalised(other), other)

    def test_ids_outside_of_the_run(self):
        self.assertEqual(normalised('--- SIGQUIT {si_signo=SIGQUIT, si_code=SI_USER, si_pid=77, si_uid=0} ---', [4096]),
                         '--- SIGQUIT {si_signo=SIGQUIT, si_code=SI_USER, si_pid=OUTSIDE, si_uid=0} ---')

    def test_file_times(self):
        new = 'st_mtime=1795490341 /* 2026-11-24T03:19:01.430623451+0000 */, st_mtime_nsec=430623451'
        old = 'st_mtime=1695490341 /* 2023-09-23T17:32:21.430623451+0000 */, st_mtime_nsec=430623451'
        self.assertEqual(normalised(new), 'st_mtime=TIME /* DATE */, st_mtime_nsec=TIME')
        self.assertEqual(normalised(old), old)
        new = 'stx_mtime={tv_sec=1795490341, tv_nsec=430623451} /* 2026-11-24T03:19:01.430623451+0000 */'
        old = 'stx_mtime={tv_sec=1695490341, tv_nsec=430623451} /* 2023-09-23T17:32:21.430623451+0000 */'
        self.assertEqual(normalised(new), 'stx_mtime={TIME} /* DATE */')
        self.assertEqual(normalised(old), old)

    def test_times_in_text(self):
        self.assertEqual(normalised('write(1, "Date: 03:19:02 GMT", 18) = 18'), 'write(1, "Date: TIME GMT", 18) = 18')
        self.assertEqual(normalised('write(1, "Date: 04:19:02 GMT", 18) = 18'), 'write(1, "Date: 04:19:02 GMT", 18) = 18')

    def test_cpu_times(self):
        self.assertEqual(normalised('--- SIGCHLD {si_pid=0, si_utime=0, si_stime=1 /* 0.01 s */} ---'),
                         '--- SIGCHLD {si_pid=0, si_utime=TIME, si_stime=TIME} ---')

    def test_duration(self):
        self.assertEqual(normalised('close(3) = 0 <0.000012>', timed=True), 'close(3) = 0 <N.NNNNNN>')
        self.assertEqual(normalised('close(3) = 0 <0.012>', timed=True), 'close(3) = 0 <N.NNN>')

    def test_nothing_else(self):
        for line in ('getrandom("\\x8f\\xfe", 2, GRND_NONBLOCK) = 2', 'fstat(3<pipe:[20228]>, {st_ino=10953039}) = 0',
                     'unlink("/tmp/ccAbCdEf.s") = 0',
                     'epoll_ctl(8, EPOLL_CTL_ADD, 9, {events=EPOLLIN, data={u32=7, u64=7}}) = 0'):
            self.assertEqual(normalised(line), line)


class Comparing(unittest.TestCase):
    def test_ids_may_differ_but_must_agree(self):
        left = ['10    vfork() = 11', '11    +++ exited with 0 +++', '10    wait4(-1, NULL, 0, NULL) = 11']
        right = ['20    vfork() = 21', '21    +++ exited with 0 +++', '20    wait4(-1, NULL, 0, NULL) = 21']
        self.assertEqual(percentage(left, right), 100.0)
        right[2] = '20    wait4(-1, NULL, 0, NULL) = 20'
        self.assertAlmostEqual(percentage(left, right), 200 / 3)

    def test_the_order_between_tasks_is_free_within_one_it_is_not(self):
        left = ['10    vfork() = 11', '11    a() = 0', '11    b() = 0', '10    c() = 0']
        right = ['10    vfork() = 11', '10    c() = 0', '11    a() = 0', '11    b() = 0']
        self.assertEqual(percentage(left, right), 100.0)
        self.assertEqual(percentage(left, [*right[:2], right[3], right[2]]), 75.0)

    def test_children_are_matched_by_what_they_do(self):
        left = ['10    vfork() = 11', '10    vfork() = 12', '11    a() = 0', '12    b() = 0']
        right = ['10    vfork() = 11', '10    vfork() = 12', '11    b() = 0', '12    a() = 0']
        self.assertEqual(percentage(left, right), 75.0)   # of the two vfork lines, which name them, one is out of order

    def test_a_missing_task_counts(self):
        left = ['10    a() = 0', '11    b() = 0', '11    c() = 0', '11    d() = 0']
        self.assertEqual(percentage(left, ['10    a() = 0']), 25.0)

    def test_the_report_tells_noise_from_difference(self):
        left, again = ['10    a("1") = 0', '10    b() = 0'], ['10    a("2") = 0', '10    b() = 0']
        ours = ['10    a("3") = 0', '10    b() = -1']
        first, second, third = run_of(*left), run_of(*again), run_of(*ours)
        noise = report.noisy_places([compare(first, second)])
        found = list(report.differences(compare(first, third), first, third, noise))
        self.assertEqual([(one.key[0], one.own) for one in found], [('a', True), ('b', False)])


class Measuring(unittest.TestCase):
    def test_means_over_all_pairs(self):
        straces = [Traced(run_of(f'10    a({number}) = 0', '10    b() = 0'), 0) for number in (1, 1, 2)]
        measured = measure(straces, [Traced(run_of('10    a(1) = 0', '10    b() = 0'), 3)])
        self.assertAlmostEqual(measured.strace, (100 + 50 + 50) / 3)
        self.assertAlmostEqual(measured.whytrace, (100 + 100 + 50) / 3)
        self.assertEqual(measured.statuses, [0, 3])

    def test_the_shape_is_without_long_numbers_but_with_strings(self):
        self.assertEqual(shape('read(3<pipe:[20228]>, "1234", 4096) = 4'), 'read(3<pipe:[NUMBER]>, "1234", NUMBER) = 4')


class TracerOptions(unittest.TestCase):
    def test_values_are_not_options(self):
        options = Options(('-f', '-e', 'trace=t', '-a', '60', '-s200'))
        self.assertEqual(list(options.letters()), ['f', 'e', 'a', 's'])
        self.assertEqual(options.column(), 60)
        self.assertFalse(options.has('t'))


class ExpectedLines(unittest.TestCase):
    @staticmethod
    def taken(expected, line, strace=False):
        tally = expected_lines.Tally()
        tally.take(expected, line, strace)
        return 'wrong' if tally.wrong else 'equal' if tally.equal else 'otherwise' if tally.otherwise else 'by a rule'

    def test_what_varies_is_left_open_and_nothing_else(self):
        for expected, line in ((' f(${number}) = 0', 'f(-7) = 0'), (' f({a=${hex}, b=${names}}) = 3', 'f({a=0x12, b=A|0x4}) = 3')):
            self.assertEqual(self.taken(expected, line), 'equal')
            self.assertEqual(self.taken(expected, line.replace('f', 'g')), 'wrong')
            self.assertEqual(self.taken(expected, line + '1'), 'wrong')

    def test_of_a_call_that_is_refused_the_arguments_are_the_same(self):
        for expected, line in (('?f(1, {a=2}, A) = -1 EPERM (…)', 'f(1, 0x20, A) = -1 EPERM (…)'), ('?f([{a=1, b=2 => 3}]) = -1 EPERM (…)', 'f([{b=2}]) = -1 EPERM (…)')):
            self.assertEqual(self.taken(expected, line), 'otherwise')
            self.assertEqual(self.taken(' ' + expected[1:], line), 'wrong')      # the kernel gave no other answer
            self.assertEqual(self.taken(expected, line.replace('EPERM', 'EINVAL')), 'wrong')
            self.assertEqual(self.taken(expected, line.replace('A', 'B').replace('b', 'c')), 'wrong')

    def test_strace_may_differ_by_a_rule_only(self):
        self.assertEqual(self.taken(' f(F_NEW, ${number}) = 0', 'f(0x9 /* F_??? */, 5) = 0', strace=True), 'by a rule')
        self.assertEqual(self.taken(' f(F_NEW, ${number}) = 0', 'f(0x9 /* F_??? */, 5) = 0'), 'wrong')
        self.assertEqual(self.taken(' f(F_NEW, 6) = 0', 'f(0x9 /* F_??? */, 5) = 0', strace=True), 'wrong')


if __name__ == '__main__':
    unittest.main()
