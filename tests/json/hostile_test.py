# Bytes of a hostile program in a recording: every line is ASCII, parses, obeys the schema, and gives the text back to the byte.
# Arguments: whytrace, a folder for what is written.
# Nothing hard here; hostile.py is the program.
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import lib  # noqa: E402

lab = lib.Lab(sys.argv[1], sys.argv[2])
PROGRAM = [sys.executable, os.path.join(HERE, 'hostile.py')]


def round_trip(*options):
    def case():
        text, recording = lab.trace(['-f', *options], PROGRAM)
        with open(recording, 'rb') as lines:
            for line in lines:
                if any(c < 32 or c > 126 for c in line[:-1]) or line[-1:] != b'\n':
                    raise lib.Failure(f'not ASCII: {line[:200]}')
        lab.validate(recording)
        read, said = lab.read(recording, ['-f', *options])
        lab.must_be_equal(' '.join(options), text, read)
        return recording
    return case


def what_values_say():
    """Unreadable memory, cut strings, numbers that a double cannot hold."""
    _, recording = lab.trace(['-f'], PROGRAM)
    with open(recording, encoding='ascii') as lines:
        calls = [call for call in map(json.loads, lines) if call['event'] == 'syscall']

    def one(what, choose):
        if not any(choose(call) for call in calls):
            raise lib.Failure('not there: ' + what)
    one('unreadable path', lambda c: c['name'].startswith('open') and
        any(a.get('unreadable') and a['value'] == '0x10' for a in c['args']))
    one('unreadable buffer', lambda c: c['name'] == 'write' and c['args'][1] ==
        {'name': 'buf', 'type': 'address', 'value': '0x10000000000', 'unreadable': True})
    one('cut string', lambda c: c['name'] == 'write' and c['args'][1].get('length') == 1 << 20 and
        c['args'][1].get('truncated') and c['args'][1]['value'] == 'x' * 32)
    one('its bytes', lambda c: c['name'] == 'write' and c['args'][1]['value'] == '\x00' * 32)
    one('large number', lambda c: c['number'] == 9999 and c['args'][0]['value'] == str((1 << 64) - 1))
    one('length of an argument', lambda c: c['name'] == 'execve' and isinstance(c['args'][1]['value'], list) and
        any(v.get('truncated') and v.get('length') == 255 for v in c['args'][1]['value']))


lib.run([('plain', round_trip()),
         ('verbose', round_trip('-v', '-yy', '-Y', '-X', 'verbose')),
         ('whole', round_trip('-v', '-y', '-s', '2000000', '-x')),
         ('hexadecimal', round_trip('-s', '300', '-xx', '-y', '-Y')),
         ('values', what_values_say)])
