"""A server with asyncio's streams: ``with_asyncio.py PORT SERVICE``."""

import asyncio
import contextlib
import random
import sys
import time
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader, StreamWriter
from collections.abc import AsyncIterator

LONGEST = 2**16 + 1024


async def echo(reader: StreamReader, writer: StreamWriter) -> None:
    while data := await reader.read(4096):
        writer.write(data)
        await writer.drain()


async def text(reader: StreamReader, writer: StreamWriter) -> None:
    async for line in lines(reader):
        command, _, string = line.decode(errors="replace").partition(" ")
        known = {"UPPER": string.upper(), "LOWER": string.lower(), "DATENOW": str(time.time_ns())}
        await say(writer, known.get(command) or "ERR send UPPER, LOWER or DATENOW")


async def game(reader: StreamReader, writer: StreamWriter) -> None:
    secret, tries = random.randint(1, 100), 0
    await say(writer, "GAME 1 100 7")
    async for line in lines(reader):
        if not line.isdigit() or not 1 <= int(line) <= 100:
            await say(writer, "ERR guess a number from 1 to 100")
            continue
        guess, tries = int(line), tries + 1
        if guess == secret:
            return await say(writer, f"WIN {tries}")
        if tries == 7:
            return await say(writer, f"LOSE {secret}")
        await say(writer, f"{'HIGHER' if guess < secret else 'LOWER'} {7 - tries}")
    return None


async def lines(reader: StreamReader) -> AsyncIterator[bytes]:
    with contextlib.suppress(LimitOverrunError):
        while True:
            try:
                line = await reader.readuntil(b"\n")
            except IncompleteReadError as error:
                if error.partial:
                    yield error.partial
                return
            yield line.removesuffix(b"\n").removesuffix(b"\r")


async def say(writer: StreamWriter, message: str) -> None:
    writer.write(message.encode() + b"\n")
    await writer.drain()


async def talk(reader: StreamReader, writer: StreamWriter) -> None:
    with contextlib.suppress(OSError):
        await {"echo": echo, "text": text, "game": game}[sys.argv[2]](reader, writer)
        writer.write_eof()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                while await reader.read(LONGEST):  # or its close would be an RST
                    pass
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def main() -> None:
    server = await asyncio.start_server(
        talk, "127.0.0.1", int(sys.argv[1]), limit=LONGEST, backlog=100
    )
    await server.serve_forever()


asyncio.run(main())
