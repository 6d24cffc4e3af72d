"""A Python program under the shim is what it is without: it is only told of."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from helpers.trace_runs import pythons, run_python
from trio_sockets.trace.model.events import Begin, Exit, Named, Shut

every_python = pytest.mark.parametrize("python", pythons())

PAIR = """
import socket, threading

server = socket.create_server(("127.0.0.1", 0))

def serve():
    conn, _ = server.accept()
    with conn:
        while data := conn.recv(4):
            conn.sendall(data)

thread = threading.Thread(target=serve)
thread.start()
client = socket.create_connection(server.getsockname())
with client.makefile("rwb") as file:
    file.write(b"hello\\n")
    file.flush()
    print(file.readline())
client.shutdown(socket.SHUT_WR)
print(client.recv(10), isinstance(client, socket.socket), type(client), client.send.__name__)
client.close()
thread.join()
"""

ERRORS = """
import logging, socket, sys, threading, traceback

def refused():
    socket.create_connection(("127.0.0.1", 1))

def closed():
    with socket.socket() as s:
        pass
    s.send(b"x")

for wrong in (refused, closed):
    try:
        wrong()
    except OSError:
        traceback.print_exc()
        logging.exception("told")
        print(traceback.format_exc())
    except Exception as error:
        raise

thread = threading.Thread(target=closed)
thread.start()
thread.join()

try:
    closed()
except OSError as error:
    try:
        socket.socket().sendall("text")
    except TypeError as other:
        try:
            raise ValueError("both") from error
        except ValueError:
            closed()
"""


def written(folder: Path, text: str, name: str = "program.py") -> Path:
    path = folder / name
    path.write_text(text)
    return path


@every_python
async def test_every_call_is_told_with_its_line(python: str, tmp_path: Path) -> None:
    seen, result = await run_python(python, written(tmp_path, PAIR))
    assert b"hello" in result.stdout
    names = Counter(name for name in seen.calls if name not in {"setsockopt", "select"})
    assert names.pop("recv_into") in {1, 2}  # as the two pieces came
    assert names == {
        "socket": 2,
        "bind": 1,
        "listen": 1,
        "accept": 1,
        "connect": 1,
        "shutdown": 1,
        "recv": 4,
        "sendall": 2,
        "send": 1,
        "close": 2,
    }
    lines = {event.name: event.where for event in seen.events if isinstance(event, Begin)}
    accept = lines["accept"]
    assert accept is not None
    assert (accept.line, accept.source) == (7, "conn, _ = server.accept()")
    assert [event.data for event in seen.ended("recv")][:2] == [b"hell", b"o\n"]


@every_python
async def test_tracebacks_are_those_of_the_program(python: str, tmp_path: Path) -> None:
    seen, result = await run_python(python, written(tmp_path, ERRORS))
    assert b"Traceback" in result.stderr
    assert b"sitecustomize" not in result.stderr
    assert result.returncode == 1
    assert [end.error for end in seen.ended("connect")] == ["ECONNREFUSED"]
    assert {end.error for end in seen.ended("sendall")} == {"TypeError"}


async def test_the_sitecustomize_that_was_there_is_imported(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    written(other, "print('the other one')", "sitecustomize.py")
    program = written(
        tmp_path, "import sitecustomize, sys; print(sitecustomize.__file__, sys.path)"
    )
    _, result = await run_python(sys.executable, program, env={"PYTHONPATH": str(other)})
    assert result.stdout.startswith(b"the other one")


async def test_a_program_whose_own_file_is_called_socket_still_fails(tmp_path: Path) -> None:
    written(tmp_path, "", "socket.py")
    seen, result = await run_python(
        sys.executable, written(tmp_path, "import socket; socket.socket()")
    )
    assert b"AttributeError" in result.stderr
    assert not seen.calls


async def test_children_are_told_of_and_a_socket_ends_with_its_last_holder(tmp_path: Path) -> None:
    program = written(
        tmp_path,
        """
import os, socket
a = socket.create_server(("127.0.0.1", 0))
b = socket.create_connection(a.getsockname())
c, _ = a.accept()
if os.fork() == 0:
    c.close()
    b.sendall(b"from the child")
    os._exit(0)
os.wait()
print(c.recv(100))
c.close()
b.close()
""",
    )
    seen, result = await run_python(sys.executable, program)
    assert result.stdout == b"b'from the child'\n"
    threads = [event.thread for event in seen.events if isinstance(event, Begin)]
    assert set(threads) == {"", "process 2"}
    assert [event.thread for event in seen.events if isinstance(event, Exit)] == ["process 2"]
    shuts = [event for event in seen.events if isinstance(event, Shut)]
    assert len({event.socket for event in shuts}) == len(shuts) == 3
    assert all(event.thread == "" for event in shuts)


async def test_a_makefile_keeps_a_socket_open(tmp_path: Path) -> None:
    program = written(
        tmp_path,
        """
import socket
a, b = socket.create_server(("127.0.0.1", 0)), socket.socket()
b.connect(a.getsockname())
file = b.makefile("rb")
b.close()
file.close()
""",
    )
    seen, _ = await run_python(sys.executable, program)
    values = [end.value for end in seen.ended("close")]
    assert values == ["a makefile() keeps it open", ""]


async def test_a_socket_that_nobody_closed_ends_with_its_object(tmp_path: Path) -> None:
    program = written(
        tmp_path,
        """
import socket, warnings
warnings.simplefilter("ignore")
a = socket.create_server(("127.0.0.1", 0))
b = socket.create_connection(a.getsockname())
del b
print("gone")
""",
    )
    seen, _ = await run_python(sys.executable, program)
    [client] = [event.socket for event in seen.events if isinstance(event, Named) and event.peer]
    [shut] = [event for event in seen.events if isinstance(event, Shut) and event.socket == client]
    assert shut.call is None


async def test_a_program_that_closes_our_descriptor_goes_on(tmp_path: Path) -> None:
    program = written(
        tmp_path,
        """
import os, socket
os.closerange(3, 4096)
files = [open(os.devnull, "w") for _ in range(500)]
s = socket.socket()
s.bind(("127.0.0.1", 0))
print("on")
""",
    )
    _, result = await run_python(sys.executable, program)
    assert result.stdout == b"on\n"


async def test_nothing_is_told_of_sockets_that_are_none_of_tcp(tmp_path: Path) -> None:
    program = written(
        tmp_path,
        """
import socket
a, b = socket.socketpair()
a.send(b"x")
b.recv(1)
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.bind(("127.0.0.1", 0))
u.sendto(b"x", u.getsockname())
u.recvfrom(10)
""",
    )
    seen, _ = await run_python(sys.executable, program)
    assert not seen.calls


async def test_asyncio_is_told_without_its_idle_calls(tmp_path: Path) -> None:
    program = written(
        tmp_path,
        """
import asyncio

async def echo(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()

async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"hello\\n")
    print(await reader.readline())
    writer.close()
    server.close()

asyncio.run(main())
""",
    )
    seen, _ = await run_python(sys.executable, program)
    received = [end.data for end in seen.ended("recv") if end.size]
    assert received == [b"hello\n", b"hello\n"]
    layout = seen.recording
    pairs = [call for column in layout.columns for call in column.calls() if call.came]
    assert len(pairs) == 2
