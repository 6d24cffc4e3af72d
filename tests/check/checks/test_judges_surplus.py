"""What a server says unasked is named where it first occurs, and costs nothing else."""

import random
import sys
from pathlib import Path

import pytest

from check.transcripts import conversation, judged, said, transcript
from check.zoo.zoo_grading import grade
from trio_sockets.check.judging.surplus import pattern_of, surplus_of
from trio_sockets.check.model.possibility import Possibility
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.language import translator

GREETING = "S: GAME 1 100 7"


def test_one_reply_a_request_is_well() -> None:
    held = conversation(GREETING, "C: 50", "S: HIGHER 6", "C: 51", "S: HIGHER 5")
    assert judged("game", "tcp.06", held).verdict is Verdict.PASS


def test_an_empty_line_after_each_reply_is_named() -> None:
    held = conversation("C: UPPER a", "S: A", "S: ", "C: UPPER b", "S: B", "S: ")
    finding = judged("text", "tcp.06", held)
    assert finding.verdict is Verdict.FAIL
    assert said(finding).startswith("an empty line comes after the reply")
    assert finding.look
    assert "sent twice" in finding.look.read()
    assert finding.words
    assert finding.words.read(translator("fr")).startswith("une ligne vide suit la réponse")


def test_two_replies_to_one_guess_are_named() -> None:
    held = conversation(GREETING, "C: 50", "S: HIGHER 6", "S: HIGHER 6", "C: 51", "S: LOWER 5")
    finding = judged("game", "tcp.06", held)
    assert finding.verdict is Verdict.FAIL
    assert said(finding).startswith("one request got two replies")


def test_a_banner_is_named_before_anything_is_asked() -> None:
    held = conversation("S: Welcome!", "C: UPPER a", "S: A", "C: UPPER b", "S: B")
    finding = judged("text", "tcp.06", held)
    assert finding.verdict is Verdict.FAIL
    assert "a banner" in said(finding)
    echoed = judged("echo", "tcp.06", conversation("S: Welcome!"))
    assert "a banner" in said(echoed)


def test_another_line_is_a_question_until_the_dialect_is_confirmed() -> None:
    held = conversation(
        "S: 1 100 7", "C: 50", "S: too low", "S: Tries left: 6", "C: 51", "S: too low"
    )
    finding = judged("game", "tcp.06", held, dialect="free-text")
    assert finding.verdict is Verdict.UNCLEAR
    assert finding.could_be == (Possibility.IGNORE,)
    assert finding.received == b"Tries left: 6"


@pytest.mark.parametrize(
    ("surplus", "reply", "others"),
    [("Tries left: 6", "HIGHER 6", ["Tries left: 5"]), ("", "HIGHER 6", [" "])],
)
def test_what_is_passed_over_is_known_again(surplus: str, reply: str, others: list[str]) -> None:
    held = transcript(conversation(GREETING, "C: 50", f"S: {reply}", f"S: {surplus}"))
    [found] = surplus_of(held, 0, greetings=1)
    pattern = pattern_of(found, held)
    assert pattern
    assert all(pattern.read(other) is not None for other in others)
    assert pattern.read("HIGHER 5") is None


@pytest.mark.parametrize("surplus", ["HIGHER 6", "LOWER 5", "a {b} c"])
def test_what_answers_a_request_is_never_passed_over(surplus: str) -> None:
    held = transcript(conversation(GREETING, "C: 50", "S: HIGHER 6", f"S: {surplus}"))
    [found] = surplus_of(held, 0, greetings=1)
    assert pattern_of(found, held) is None


# --- A program, from its first check to its last -------------------------------------------------
SERVER = """
import socketserver, sys, time
class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        {first}
        for line in self.rfile:
            command, _, rest = line.decode(errors="replace").strip().partition(" ")
            reply = {{"UPPER": rest.upper(), "LOWER": rest.lower()}}.get(command)
            reply = str(time.time()) if command == "DATENOW" else reply or "ERR"
            self.wfile.write(reply.encode() + {end!r})
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 100
Server(("127.0.0.1", int(sys.argv[1])), Talk).serve_forever()
"""
BANNER = 'self.wfile.write(b"Welcome\\n")'


@pytest.mark.thorough
@pytest.mark.parametrize(("first", "end"), [("pass", b"\n\n"), (BANNER, b"\n")])
async def test_the_rest_of_such_a_server_is_looked_at(
    tmp_path: Path, first: str, end: bytes
) -> None:
    program = tmp_path / "server.py"
    program.write_text(SERVER.format(first=first, end=end))
    results = await grade(
        "text", [sys.executable, str(program), "{port}"], seed=random.randrange(10**6)
    )
    wrong = {each.check.id for each in results if each.verdict not in {"pass", "lenient"}}
    assert wrong <= {"tcp.06", "many.09"}  # its lines have no bound
    assert "tcp.06" in wrong
