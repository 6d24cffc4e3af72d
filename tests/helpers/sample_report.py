"""A made-up report, with a result of each kind, and bytes that would harm a terminal or a page."""

from trio_sockets import TcpAddress
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.possibility import Possibility
from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.transcript import (
    Conversation,
    Event,
    Received,
    Sent,
    Silence,
    Transcript,
)
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.words import Printed, say

HOSTILE = b"\x1b[2J<script>alert(1)</script>&\xff\n"

DIALECT = load_dialect("ours")


async def _nothing(_lab: object) -> None:
    pass


LISTENS = "it listens and answers"


def check(id_: str, title: str = LISTENS, *, needs: tuple[str, ...] = ()) -> Check[object]:
    return Check(
        id=id_,
        title=say(title),
        teaches=say("TCP carries a stream of bytes, and may cut it anywhere."),
        section=say("exercise 1, simple text server"),
        script=_nothing,
        judge=lambda _transcript: PASSED,
        needs=needs,
    )


def transcript(*conversations: tuple[Event, ...]) -> Transcript:
    return Transcript(
        conversations=tuple(Conversation(events) for events in conversations),
        dialect=DIALECT,
        facts={"sent": 7},
    )


CUT = Result(
    check=check("line.02", "a message in two packets is one message"),
    finding=Finding(
        verdict=Verdict.FAIL,
        words=say("reply number {number} is wrong", number=2),
        look=say("TCP carries a stream of bytes, and may cut it anywhere."),
        conversation=1,
        expected=b"WORD 1",
        received=b"WORLD",
    ),
    transcript=transcript(
        (Sent(0.01, b"UPPER word 0\n"), Received(0.02, b"WORD 0\n")),
        (
            Sent(0.03, b"UPPER wor"),
            Sent(0.06, b"d 1\n"),
            Received(0.07, b"WO"),
            Received(0.08, b"RLD\n"),
        ),
    ),
    seconds=0.5,
    flaky=True,
    gone=say(
        "the program still runs; the end of its output:\n{output}",
        output=Printed("Oh\x1b[31m no\n  <b>"),
    ),
)
HARMFUL = Result(
    check=check("text.01", "UPPER returns upper case"),
    finding=Finding(
        verdict=Verdict.FAIL,
        words=say("reply {what} is wrong", what=HOSTILE.decode("latin-1")),
        expected=say("an error"),
        received=HOSTILE[:-1],
    ),
    transcript=transcript((Sent(0.0, b"UPPER x\n"), Received(0.5, HOSTILE))),
    seconds=0.25,
)
LATE = Result(
    check=check("text.02", "LOWER returns lower case"),
    finding=Finding(
        verdict=Verdict.TIMEOUT,
        words=say("reply number {number} did not come within {seconds:g} s", number=1, seconds=2.0),
        look=say("Is there a loop around receiving and answering?"),
        expected=b"x",
        received=b"",
    ),
    transcript=transcript((Sent(0.0, b"LOWER X\n"), Silence(2.0, 2.0))),
    seconds=2.5,
)
LENIENT = Result(
    check=check("line.08", "an empty line does no harm"),
    finding=Finding(
        verdict=Verdict.LENIENT,
        words=say("the bad line got {count} replies; strictly, it should get one", count=0),
        look=say("Answer an invalid message with an error, and continue the conversation."),
    ),
    transcript=transcript((Sent(0.0, b"\n"),)),
)
BROKEN = Result(
    check=check("text.10"),
    finding=Finding(
        verdict=Verdict.ERROR, words=say("the checker failed: {error}", error="KeyError: 'x'")
    ),
    transcript=transcript(),
)
UNCLEAR = Result(
    check=check("game.05"),
    finding=Finding(
        verdict=Verdict.UNCLEAR,
        words=say("the dialect does not know this message"),
        look=say("Compare it with what the class agreed on."),
        expected=say("the end of the game"),
        received=b"Pity, it was 63.",
        could_be=(Possibility.LOSE,),
    ),
    transcript=transcript((Sent(0.0, b"1\n"), Received(0.1, b"Pity, it was 63.\n"))),
)
SKIPPED = Result(
    check=check("text.11", needs=("text.10",)),
    finding=Finding(
        verdict=Verdict.SKIPPED, words=say("it needs {id}, which did not pass", id="text.10")
    ),
)
PASS = Result(
    check=check("tcp.01"),
    finding=PASSED,
    transcript=transcript((Sent(0.0, b"UPPER a\n"), Received(0.1, b"A\n"))),
    seconds=0.125,
)


def report(*results: Result, strict: bool = False, complete: bool = True) -> Report:
    return Report(
        subject="server text",
        where="python3 my server.py '{port}'",
        address=TcpAddress("127.0.0.1", 4000),
        command=("python3", "my server.py", "4000"),
        dialect="ours",
        seed=7,
        results=results,
        complete=complete,
        strict=strict,
        weights={"line.02": 3.0},
    )


ALL = report(PASS, CUT, LENIENT, HARMFUL, LATE, BROKEN, SKIPPED, UNCLEAR)
