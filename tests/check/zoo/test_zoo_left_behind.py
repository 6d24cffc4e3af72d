"""Servers that leave something behind, or end too soon: told once, and the rest is looked at."""

import sys
from pathlib import Path

import pytest

from check.zoo.zoo_grading import described, grade
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.language import translator

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(sys.platform == "win32", reason="it needs fork()"),
]

FORKS = """
import os, socket, sys
s = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    c, _ = s.accept()
    if os.fork() == 0:
        s.close()
        try:
            while data := c.recv(65536):
                c.sendall(data)
        except OSError:
            pass
        os._exit(0)
    c.close()
"""
DAEMON = """
import os, socket, sys, threading
if os.fork():
    os.wait()
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
def talk(c):
    with c:
        try:
            while data := c.recv(65536):
                c.sendall(data)
        except OSError:
            pass
s = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
while True:
    threading.Thread(target=talk, args=(s.accept()[0],), daemon=True).start()
"""
THREE = """
import socket, sys
s = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=100)
for _ in range(3):
    c, _ = s.accept()
    with c:
        try:
            while data := c.recv(65536):
                c.sendall(data)
        except OSError:
            pass
"""


@pytest.mark.parametrize(
    ("source", "id_", "words", "french"),
    [
        (FORKS, "many.08", "never waited for them: zombies", "ne les a jamais attendus"),
        (DAEMON, "tcp.05", "goes on in the background, as a daemon", "en arrière-plan"),
    ],
    ids=["zombies", "daemon"],
)
async def test_what_is_left_behind_is_told_once(
    tmp_path: Path, source: str, id_: str, words: str, french: str
) -> None:
    program = tmp_path / "server.py"
    program.write_text(source)
    results = await grade("echo", [sys.executable, str(program), "{port}"])
    [wrong] = [each for each in results if each.verdict is not Verdict.PASS]
    assert wrong.check.id == id_, described(results)
    assert wrong.finding.words
    assert words in wrong.finding.words.read()
    assert french in wrong.finding.words.read(translator("fr"))


async def test_a_server_of_three_clients_is_told_so_once_and_leniently(tmp_path: Path) -> None:
    program = tmp_path / "server.py"
    program.write_text(THREE)
    results = await grade("echo", [sys.executable, str(program), "{port}"])
    said = [
        each
        for each in results
        if each.finding.words and "ended by itself" in each.finding.words.read()
    ]
    verdicts = [each.verdict for each in said if not each.check.id.startswith("many")]
    assert verdicts == [Verdict.LENIENT], described(results)
    assert not said[0].flaky
    assert all(each.verdict.good for each in results if each.check.id.startswith("echo"))
