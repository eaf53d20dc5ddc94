# The timeline and the stacks in a viewer that others have made: speedscope, in a headless Chromium. It must read them, show the threads
# and slices, and count what the recording has. Label slow: speedscope comes from npm.
# Arguments: whytrace, the folder of the tracees, a folder for what is written.
# Hard part: the viewer draws on a canvas; what can be read are its tables, and the colours of a picture of it.
import base64
import collections
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402

SKIPPED = 77
LIMIT = 120
SPEEDSCOPE = 'speedscope@1.25.0'
# What the table of one thread says, once it says something: weight of each name in itself.
ROWS = "JSON.stringify([...document.querySelectorAll('tr')].map(row => [...row.querySelectorAll('td')].map(cell => cell.innerText)))"
COLOURS = """(async () => {
    const image = new Image(); image.src = 'data:image/png;base64,%s'; await image.decode();
    const page = new OffscreenCanvas(image.width, image.height).getContext('2d'); page.drawImage(image, 0, 0);
    return new Set(new Uint32Array(page.getImageData(0, 0, image.width, image.height).data.buffer)).size })()"""


def skip(why):
    print('TEST SKIPPED: ' + why)
    sys.exit(SKIPPED)


class Browser:
    """Chromium, spoken to by its debugging protocol over a pair of pipes (--remote-debugging-pipe: 3 to it, 4 from it)."""

    def __init__(self, program, folder):
        in_read, in_write = os.pipe()
        out_read, out_write = os.pipe()

        def ends():
            # Above 4 first: either may be 3 or 4 already.
            one, other = os.dup(in_read), os.dup(out_write)
            os.dup2(one, 3), os.dup2(other, 4)
        self.process = subprocess.Popen(
            [program, '--headless', '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--remote-debugging-pipe',
             '--user-data-dir=' + folder, 'about:blank'], preexec_fn=ends, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(in_read), os.close(out_write)
        self.to, self.source, self.rest, self.number, self.session = in_write, out_read, b'', 0, None
        target = self.ask('Target.createTarget', url='about:blank')['targetId']
        self.session = self.ask('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        self.ask('Emulation.setDeviceMetricsOverride', width=1200, height=3000, deviceScaleFactor=1, mobile=False)

    def ask(self, method, **parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.to, json.dumps(message).encode() + b'\0')
        while True:
            while b'\0' not in self.rest:
                piece = os.read(self.source, 1 << 16)
                if not piece:
                    raise lib.Failure('the browser has ended')
                self.rest += piece
            line, _, self.rest = self.rest.partition(b'\0')
            answer = json.loads(line)
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise lib.Failure(f'{method}: {answer["error"]}')
                return answer['result']

    def value(self, expression):
        result = self.ask('Runtime.evaluate', expression=expression, awaitPromise=True)['result']
        return result.get('value')

    def until(self, expression, holds):
        deadline = time.monotonic() + LIMIT
        while True:
            value = self.value(expression)
            if holds(value):
                return value
            if time.monotonic() > deadline:
                raise lib.Failure(f'{expression}: {value!r} for {LIMIT} s')
            time.sleep(0.1)

    def open(self, address):
        self.ask('Page.navigate', url='about:blank')
        self.ask('Page.navigate', url=address)

    def press(self, key):
        for kind in ('keyDown', 'keyUp'):
            self.ask('Input.dispatchKeyEvent', type=kind, key=key, text=key if kind == 'keyDown' else '')

    def picture(self):
        return self.ask('Page.captureScreenshot', format='png')['data']

    def close(self):
        self.process.kill()
        self.process.wait()


def installed(folder):
    """speedscope's own pages."""
    pages = os.path.join(folder, 'node_modules', 'speedscope', 'dist', 'release')
    if not os.path.exists(pages):
        done = subprocess.run(['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder, SPEEDSCOPE],
                              capture_output=True, text=True, timeout=400, check=False)
        if done.returncode != 0:
            skip(f'npm has no {SPEEDSCOPE} for us: {done.stderr.strip()[-300:]}')
    return pages


def served(folder):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f'http://127.0.0.1:{server.server_port}/'


def self_weights(rows):
    """By name, the second column: "12 (3.5%)", "1.25ms (4%)"."""
    units = {'': 1, 'ns': 1e-3, 'µs': 1, 'ms': 1e3, 's': 1e6}
    weights = {}
    for cells in json.loads(rows):
        found = len(cells) >= 3 and re.match(r'([\d.,]+)\s?(ns|µs|ms|s|)(?![\w:])', cells[1].strip())
        if found:
            weights[cells[2].strip()] = float(found[1].replace(',', '')) * units[found[2]]
    return weights


def main():
    chromium = shutil.which('chromium') or shutil.which('chromium-browser')
    if not chromium or not shutil.which('npm'):
        skip('no ' + ('npm' if chromium else 'chromium'))
    lab = lib.Lab(sys.argv[1], sys.argv[3])
    pages = installed(lab.path('npm'))
    site = lab.path('site')
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(pages, site)
    _, recording = lab.trace(['-f'], [os.path.join(sys.argv[2], 'sampler')])
    lab.read(recording, ['--format=folded-count'], 'site/stacks.txt')
    lab.read(recording, ['--format=perfetto'], 'site/timeline.json')
    with open(recording, encoding='ascii') as lines:
        calls = [e for e in map(json.loads, lines) if e['event'] == 'syscall']
    address = served(site)
    shutil.rmtree(lab.path('profile'), ignore_errors=True)   # one that was killed counts as in use if its id is somebody's again
    browser = Browser(chromium, lab.path('profile'))

    def show(file, view):
        browser.open(f'{address}index.html#profileURL={address}{file}&view={view}')

    def stacks():
        show('stacks.txt', 'sandwich')
        weights = self_weights(browser.until(ROWS, lambda rows: len(self_weights(rows)) > 3))
        counts = collections.Counter(e['name'] for e in calls)
        shown = {name: weight for name, weight in weights.items() if name in counts and weight}
        if shown != counts:
            raise lib.Failure(f'the viewer counts {shown}, the recording {dict(counts)}')

    def timeline():
        show('timeline.json', 'sandwich')
        browser.until(ROWS, lambda rows: len(self_weights(rows)) > 3)
        tasks = {e['tid'] for e in calls}
        seen = {}
        for _ in tasks:
            title = browser.until('document.title + "|" + document.body.innerText', lambda text: re.search(r'tid \d+', text))
            tid = int(re.search(r'tid (\d+)', title)[1])
            seen[tid] = self_weights(browser.value(ROWS))
            browser.press('n')
            browser.until('document.body.innerText', lambda text, tid=tid: len(tasks) == 1 or f'tid {tid}' not in text or len(seen) == len(tasks))
        if set(seen) != tasks:
            raise lib.Failure(f'the viewer shows threads {sorted(seen)}, the recording has {sorted(tasks)}')
        with open(os.path.join(site, 'timeline.json'), encoding='ascii') as file:
            slices = [e for e in json.load(file) if e['ph'] == 'X']
        for tid, weights in seen.items():   # a row for each call with other arguments or another result
            own = [e for e in slices if e['tid'] == tid]
            rows = collections.Counter(e['name'] for e in {json.dumps([e['name'], e['args']]): e for e in own}.values())
            if rows != collections.Counter(row.split(' ')[0] for row in weights):
                raise lib.Failure(f'thread {tid}: {rows} in the timeline, {sorted(weights)} in the viewer')
            spent, shown = sum(e['dur'] for e in own), sum(weights.values())
            if abs(shown - spent) > 0.02 * spent + 5 * len(weights):   # of each, two digits are shown
                raise lib.Failure(f'thread {tid}: {spent} us in the timeline, {shown} us in the viewer')

    def picture():
        show('timeline.json', 'time-ordered')
        browser.until('document.querySelectorAll("canvas").length', lambda count: count)
        # Slices have many colours; the page around them has some twenty.
        deadline = time.monotonic() + LIMIT
        colours = 0
        while colours < 100 and time.monotonic() < deadline:
            image = browser.picture()
            colours = browser.value(COLOURS % image)
        with open(lab.path('timeline.png'), 'wb') as file:
            file.write(base64.b64decode(image))
        if colours < 100:
            raise lib.Failure(f'{colours} colours in {lab.path("timeline.png")}')
    try:
        lib.run([('stacks', stacks), ('timeline', timeline), ('picture', picture)])
    finally:
        browser.close()


main()
