"""Checks of the echo server: the bytes come back, all of them, unchanged and in order."""

import contextlib
from functools import partial

import trio

from trio_sockets.check.case import Check
from trio_sockets.check.checks.serving import Script
from trio_sockets.check.judging import first_fault, not_connected, not_ended
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import ECHO_SECTION
from trio_sockets.check.transcript import Ended, Reset, Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.wire import UNENDED, Enough, Wire
from trio_sockets.check.words import Words, say

HELLO = b"Hello, world"
"""What the sheet's client sends, without a newline."""

EVERY_BYTE = bytes(range(256))
MEBIBYTE = 2**20
HALF_CLOSED = 2**18
"""Bytes to send before a half-close: more than the server's send() takes at once."""

_SLOW = 0.2
"""Seconds for which a client is busy elsewhere, and does not read."""

_SHOWN = 64
"""Bytes of a long message to show around the first wrong one."""


def first_echo_checks() -> list[Check[ServerLab]]:
    """Return the check that all others of echo stand on."""
    return [
        _check(
            "echo.01",
            _pieces(HELLO),
            title=say("what the sheet's client sends comes back, without waiting for its end"),
            teaches=say("The sheet's client sends 12 bytes, then waits: no newline, no close."),
            look=say("Send what recv() returned, at once, with sendall()."),
            needs=("tcp.01",),
        )
    ]


def echo_checks() -> list[Check[ServerLab]]:
    """Return the others."""
    return [
        _check(
            "echo.02",
            _pieces(EVERY_BYTE, b"\xc3\x28\r\n\0\r\n"),
            title=say("every byte there is comes back unchanged"),
            teaches=say("A socket carries bytes: decoding and encoding them changes some."),
            look=say("Send back the bytes that recv() returned: do not decode or strip them."),
        ),
        _check(
            "echo.03",
            _pieces(*(bytes([byte]) for byte in b"one by one")),
            title=say("what comes byte by byte goes back in order"),
            teaches=say("Each recv() returns what has come so far, cut anywhere."),
            look=say("Nothing is to be waited for: each piece goes back as it comes."),
        ),
        _check(
            "echo.04",
            _in_a_row,
            title=say("many messages in a row come back in order"),
            teaches=say("A conversation goes on until one side closes."),
            look=say("Is there a loop around recv() and sendall(), until recv() returns b''?"),
        ),
        _check(
            "echo.05",
            _mebibyte,
            title=say("1 MiB comes back whole"),
            teaches=say("send() may take less than it was given; sendall() goes on until the end."),
            look=say("Use sendall(), or look at what send() returns."),
            seconds=20,
        ),
        _check(
            "echo.06",
            _half_closed,
            title=say("after a half-close, all comes back, then the server closes"),
            teaches=say("recv() returns b'' once the client sends no more: the end of the loop."),
            look=say("When recv() returns b'', send what is left, leave the loop and close."),
            needs=("echo.05",),
            seconds=20,
            to_the_end=True,
        ),
    ]


def _check(  # noqa: PLR0913 - a check's own fields
    id_: str,
    script: Script,
    *,
    title: Words,
    teaches: Words,
    look: Words,
    needs: tuple[str, ...] = ("tcp.03",),
    seconds: float = 10,
    to_the_end: bool = False,
) -> Check[ServerLab]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=ECHO_SECTION,
        script=script,
        judge=partial(_judge, look, to_the_end),
        needs=needs,
        seconds=seconds,
    )


def _pieces(*pieces: bytes) -> Script:
    async def script(lab: ServerLab) -> None:
        wire = await lab.connect()
        await wire.send(*pieces)
        await wire.read_exactly(len(b"".join(pieces)))
        await wire.settle(UNENDED)  # should too much come back

    return script


async def _in_a_row(lab: ServerLab) -> None:
    wire = await lab.connect()
    for number in range(100):
        message = f"message {number}\n".encode()
        await wire.send(message)
        await wire.read_exactly(len(message))


async def _mebibyte(lab: ServerLab) -> None:
    wire = await lab.connect(narrow=True)
    await _send_while_reading(wire, _numbered(MEBIBYTE))


async def _half_closed(lab: ServerLab) -> None:
    wire = await lab.connect(narrow=True)
    await _send_while_reading(wire, _numbered(HALF_CLOSED), half_close=True)


def _numbered(size: int) -> bytes:
    """Return so many bytes, in lines that tell where in them they stand."""
    return b"".join(b"%07d\n" % place for place in range(0, size, 8))


async def _send_while_reading(wire: Wire, data: bytes, *, half_close: bool = False) -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_send_quietly, wire, data, half_close)
        await trio.sleep(_SLOW)
        if half_close:
            await wire.read_to_end()
        else:
            await wire.read_exactly(len(data))


async def _send_quietly(wire: Wire, data: bytes, half_close: bool) -> None:  # noqa: FBT001 - handed on
    with contextlib.suppress(Enough):  # what is read tells
        await wire.send(data, within=8)
        if half_close:
            await wire.half_close()


def _judge(look: Words, to_the_end: bool, transcript: Transcript) -> Finding:  # noqa: FBT001 - bound above
    return first_fault(
        not_connected(transcript),
        _not_echoed(transcript, look),
        not_ended(transcript) if to_the_end else None,
    )


def _not_echoed(transcript: Transcript, look: Words) -> Finding | None:
    [conversation] = transcript.conversations
    sent, received = conversation.sent, conversation.received
    if sent == received:
        return None
    wrong = next(
        (place for place, pair in enumerate(zip(sent, received, strict=False)) if len({*pair}) > 1),
        min(len(sent), len(received)),
    )
    verdict = Verdict.FAIL
    if wrong < len(received) and wrong < len(sent):
        words = say("byte {number} of {all} came back changed", number=wrong + 1, all=len(sent))
    elif len(received) > len(sent):
        words = say("{count} bytes too many came back", count=len(received) - len(sent))
    elif isinstance(conversation.end, Ended | Reset):
        words = say("the server closed after {count} of {all} bytes", count=wrong, all=len(sent))
    else:
        verdict = Verdict.TIMEOUT
        words = say("only {count} of {all} bytes came back", count=wrong, all=len(sent))
    begin = max(0, wrong - _SHOWN // 2)
    return Finding(
        verdict=verdict,
        words=words,
        look=look,
        expected=sent[begin : begin + _SHOWN],
        received=received[begin : begin + _SHOWN],
    )
