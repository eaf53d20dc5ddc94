# python3: asyncio with a server, a client, timers and an executor.
# Not many clients: one, so that the order of the calls is certain.
# Hard part: time-outs are computed from the clock, so two runs of strace differ too. A thread that waits for the interpreter's
# lock asks for it every 5 ms, in two calls: as often as the tracer is slow. It is told to wait until the other one sleeps.
needs=python3
prepare() {
    cat > program.py <<'END'
import asyncio
import os
import sys

async def serve(reader, writer):
    writer.write((await reader.readline()).upper())
    await writer.drain()
    writer.close()

async def main():
    port = int(os.environ['PORT'])
    async with await asyncio.start_server(serve, '127.0.0.1', port):
        reader, writer = await asyncio.open_connection('127.0.0.1', port)
        writer.write(b'hello\n')
        print(await reader.readline())
        writer.close()
        await writer.wait_closed()
    await asyncio.sleep(0.02)
    print(await asyncio.get_running_loop().run_in_executor(None, sum, range(100)))
    process = await asyncio.create_subprocess_exec('/bin/true')
    print(await process.wait())

sys.setswitchinterval(60)
asyncio.run(main())
END
}
traced() { printf '%s\n' python3 program.py; }
