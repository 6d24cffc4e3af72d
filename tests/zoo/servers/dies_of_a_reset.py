"""An exception of one client ends all of them: written like the documentation's first server."""

import sys
import time

import trio


def answer(line: bytes) -> bytes:
    try:
        command, _, text = line.decode().partition(" ")
    except UnicodeDecodeError:
        return b"ERR this is not UTF-8"
    if command == "UPPER" and text:
        return text.upper().encode()
    if command == "LOWER" and text:
        return text.lower().encode()
    if command == "DATENOW":
        return str(time.time()).encode()
    return b"ERR send UPPER, LOWER or DATENOW"


async def talk(stream: trio.SocketStream) -> None:
    buffer = b""
    async for data in stream:
        *lines, buffer = (buffer + data).split(b"\n")
        for line in lines:
            await stream.send_all(answer(line.rstrip(b"\r")) + b"\n")
        if len(buffer) > 2**17:
            return
    if buffer:
        await stream.send_all(answer(buffer) + b"\n")


trio.run(trio.serve_tcp, talk, int(sys.argv[1]))
