"""Checks of the text server: ``UPPER <str>``, ``LOWER <str>`` and ``DATENOW``."""

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import trio

from trio_sockets.check.case import Check, Judge
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.expected import AnError, Expected, Something
from trio_sockets.check.judging import first_fault, wrong_replies
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import TEXT_SECTION
from trio_sockets.check.timestamps import readings
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.words import Words, say

NEAR = 5.0
"""Seconds by which a time may be off: it was written before it was read, perhaps without seconds'
fractions, and the machine is busy."""

APART = 1.1
"""Seconds between two questions for the time: enough for a clock that tells whole seconds."""

PIPELINED = 20

Script = Callable[[ServerLab], Awaitable[object]]
Asked = tuple[str, Expected]


def text_checks() -> list[Check[ServerLab]]:
    """Return them."""
    split_look = say("Part the command from its string at the first space only: split(' ', 1).")
    return [
        _asking(
            "text.01",
            say("UPPER gives capitals"),
            say("A request is read, obeyed and answered."),
            [("upper", "hello, world 42", b"HELLO, WORLD 42")],
            say("Does UPPER return its whole argument in capitals, and nothing else?"),
        ),
        _asking(
            "text.02",
            say("LOWER gives small letters"),
            say("One connection carries as many requests as the client likes."),
            [("lower", "Hello, WORLD 42", b"hello, world 42"), ("upper", "x", b"X")],
            say("Is there a loop around receiving and answering?"),
        ),
        _asking(
            "text.03",
            say("spaces in the string are kept"),
            say("The string is all that follows the command, spaces and all."),
            [("upper", "a  b   c", b"A  B   C")],
            split_look,
        ),
        _capitals("text.04"),
        _asking(
            "text.05",
            say("LOWER knows letters with accents"),
            say("What a capital letter is, Unicode knows: it is not only A to Z."),
            [("lower", "ÉÀÇ Ω", "éàç ω".encode())],
            say("Decode to text first, then use the language's own lower(), not a table."),
        ),
        _wrong(
            "text.06",
            say("UPPER without a string earns an error"),
            say("A command may lack its argument: split() then gives one part only."),
            lambda dialect: [dialect.upper.replace("{text}", "").strip()],
            say("Is the second part of the split looked at before it is used?"),
        ),
        _wrong(
            "text.07",
            say("an unknown command earns an error"),
            say("A server answers what it does not understand, too: the client waits."),
            lambda _dialect: ["FROBNICATE 42"],
            say("Does the last branch, else:, send a reply?"),
        ),
        _small_command("text.08"),
        _wrong(
            "text.09",
            say("errors do not end the conversation"),
            say("One mistake is no reason to close: the client may try again."),
            lambda _dialect: ["FROBNICATE", "?", "42"],
            say("Are break, return and exceptions kept for the end of the connection?"),
        ),
        Check(
            id="text.10",
            title=say("DATENOW tells the time, and it is now"),
            teaches=say("A time is told so that another program can read it: ISO 8601, or POSIX."),
            section=TEXT_SECTION,
            script=_datenow(1),
            judge=_is_now,
            needs=("tcp.01",),
        ),
        Check(
            id="text.11",
            title=say("DATENOW moves on"),
            teaches=say("Each request is answered with the time of that request."),
            section=TEXT_SECTION,
            script=_datenow(2),
            judge=_moves,
            needs=("text.10",),
        ),
        _pipelined("text.12"),
    ]


def _check(
    id_: str, title: Words, teaches: Words, script: Script, judge: Judge, **more: bool
) -> Check[ServerLab]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=TEXT_SECTION,
        script=script,
        judge=judge,
        needs=("tcp.01",),
        for_messages=more.get("for_messages", False),
    )


def _command(dialect: Dialect, name: str, text: str) -> str:
    template: str = getattr(dialect, name)
    return template.replace("{text}", text)


def _asking(
    id_: str,
    title: Words,
    teaches: Words,
    asked: Sequence[tuple[str, str, bytes]],
    look: Words,
) -> Check[ServerLab]:
    """Ask with commands, one after another, whose replies are certain."""

    async def script(lab: ServerLab) -> None:
        wire = await lab.connect()
        for name, text, _ in asked:
            await wire.ask(_command(lab.dialect, name, text))

    def judge(transcript: Transcript) -> Finding:
        return first_fault(wrong_replies(transcript, [reply for *_, reply in asked], look=look))

    return _check(id_, title, teaches, script, judge)


def _capitals(id_: str) -> Check[ServerLab]:
    """Accept, leniently, what has no capital ß: languages differ there."""
    asked, strict, lenient = "é straße", "É STRASSE".encode(), ["É STRAßE", "É STRAẞE"]

    async def script(lab: ServerLab) -> None:
        wire = await lab.connect()
        await wire.ask(_command(lab.dialect, "upper", asked))

    def judge(transcript: Transcript) -> Finding:
        replies = transcript.messages()
        if replies and replies[0] in [text.encode() for text in lenient]:
            return Finding(
                verdict=Verdict.LENIENT,
                words=say("ß has two capitals, SS"),
                expected=strict,
                received=replies[0],
            )
        look = say("Decode to text first, then use the language's own upper(), not a table.")
        return first_fault(wrong_replies(transcript, [strict], look=look))

    title = say("UPPER knows letters with accents, and ß")
    teaches = say("A capital letter may need more bytes than the small one: bytes are no letters.")
    return _check(id_, title, teaches, script, judge)


def _wrong(
    id_: str,
    title: Words,
    teaches: Words,
    requests: Callable[[Dialect], list[str]],
    look: Words,
) -> Check[ServerLab]:
    """Ask what is wrong, then what is right: each earns a reply."""

    async def script(lab: ServerLab) -> None:
        wire = await lab.connect()
        for request in requests(lab.dialect):
            await wire.ask(request)
        await wire.ask(_command(lab.dialect, "upper", "still here"))

    def judge(transcript: Transcript) -> Finding:
        count = len(requests(transcript.dialect))
        strict: list[Expected] = [*[AnError()] * count, b"STILL HERE"]
        fault = wrong_replies(transcript, strict, look=look)
        if fault is None:
            return PASSED
        lenient: list[Expected] = [*[Something()] * count, b"STILL HERE"]
        if wrong_replies(transcript, lenient) is not None:
            return fault
        return Finding(
            verdict=Verdict.LENIENT,
            words=say("it is answered, but not with an error"),
            look=look,
            expected=fault.expected,
            received=fault.received,
        )

    return _check(id_, title, teaches, script, judge)


def _small_command(id_: str) -> Check[ServerLab]:
    async def script(lab: ServerLab) -> None:
        wire = await lab.connect()
        await wire.ask(_command(lab.dialect, "upper", "").lower().strip() + " hello")
        await wire.ask(_command(lab.dialect, "upper", "still here"))

    def judge(transcript: Transcript) -> Finding:
        look = say("Obey it, or answer an error; either way, answer.")
        replies = transcript.messages()
        obeyed = bool(replies) and replies[0] == b"HELLO"
        first: Expected = b"HELLO" if obeyed else AnError()
        return first_fault(wrong_replies(transcript, [first, b"STILL HERE"], look=look))

    title = say("a command in small letters is obeyed, or earns an error")
    teaches = say("Whether capitals matter is for the protocol to say. Silence is no answer.")
    return _check(id_, title, teaches, script, judge)


def _pipelined(id_: str) -> Check[ServerLab]:
    async def script(lab: ServerLab) -> None:
        wire = await lab.connect()
        requests = [_command(lab.dialect, "lower", f"N{number}") for number in range(PIPELINED)]
        await wire.send(b"".join(map(lab.dialect.request, requests)))
        for _ in requests:
            await wire.read_message()

    def judge(transcript: Transcript) -> Finding:
        look = say("After one recv(), answer every whole line in the buffer, in order.")
        right = [f"n{number}".encode() for number in range(PIPELINED)]
        return first_fault(wrong_replies(transcript, right, look=look))

    title = say("{count} commands in one packet earn {count} replies", count=PIPELINED)
    teaches = say("A client need not wait for a reply before it asks again.")
    return _check(id_, title, teaches, script, judge, for_messages=True)


def _datenow(times: int) -> Script:
    async def script(lab: ServerLab) -> None:
        wire = await lab.connect()
        offset = datetime.now().astimezone().utcoffset()
        lab.facts["offset"] = offset.total_seconds() if offset else 0.0
        for number in range(times):
            if number:
                await trio.sleep(APART)
            lab.facts[f"asked at {number}"] = time.time()
            await wire.ask(lab.dialect.datenow)

    return script


def _times(transcript: Transcript, number: int) -> list[float]:
    """Return what the reply of this number may mean, of all that is near the right time."""
    reply = transcript.messages()[number].decode(errors="replace")
    asked = float(str(transcript.facts[f"asked at {number}"]))
    offset = float(str(transcript.facts["offset"]))
    return [told for told in readings(reply, offset) if abs(told - asked) <= NEAR]


def _is_now(transcript: Transcript) -> Finding:
    fault = wrong_replies(transcript, [Something()])
    if fault is not None:
        return fault
    if _times(transcript, 0):
        return PASSED
    reply = transcript.messages()[0]
    asked = float(str(transcript.facts["asked at 0"]))
    offset = float(str(transcript.facts["offset"]))
    a_day = [
        told
        for told in readings(reply.decode(errors="replace"), offset)
        if abs(told - asked) < 86_400
    ]
    words = say("this time is not now") if a_day else say("this is no time that can be read")
    return Finding(
        verdict=Verdict.FAIL,
        words=words,
        look=say("time.time(), or datetime.now().isoformat(), tells it so that all can read it."),
        expected=say("a time, such as {example}", example=_example(asked)),
        received=reply,
    )


def _moves(transcript: Transcript) -> Finding:
    fault = wrong_replies(transcript, [Something(), Something()])
    if fault is not None:
        return fault
    first, second = _times(transcript, 0), _times(transcript, 1)
    if first and second and max(second) > min(first):
        return PASSED
    return Finding(
        verdict=Verdict.FAIL,
        words=say("{seconds:g} s later it tells the same time", seconds=APART),
        look=say("Is the time asked for at each request, and not once when the server starts?"),
        expected=say("a later time"),
        received=transcript.messages()[1],
    )


def _example(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp).astimezone().isoformat(timespec="seconds")
