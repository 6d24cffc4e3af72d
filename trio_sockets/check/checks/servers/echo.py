"""Checks of the echo server: all bytes come back, unchanged and in order."""

import contextlib
from collections.abc import Sequence
from functools import partial

import trio

from trio_sockets.check.checks.servers.serving import Script, ask_in_turn, wrong_in_turn
from trio_sockets.check.harness.opening import begin
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import ECHO_SECTION
from trio_sockets.check.harness.wire import UNENDED, Wire
from trio_sockets.check.judging.echo import not_echoed
from trio_sockets.check.judging.servers import first_fault, not_connected, not_ended
from trio_sockets.check.model.case import Check, any_dialect
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding
from trio_sockets.check.programming.receiving import END, RECV
from trio_sockets.check.programming.sending import PARTIAL_SEND, SEND_ALL, SEND_WHOLE
from trio_sockets.words import Words, say

HELLO = b"Hello, world"
"""The message of the lab sheet's client, which has no newline."""

EVERY_BYTE = bytes(range(256))
IN_A_ROW = [f"message {number}".encode() for number in range(100)]
MEBIBYTE = 2**20
HALF_CLOSED = 2**18
"""How many bytes are sent before a half-close: more than the server can send at once."""

_SLOW = 0.2
"""Seconds for which the client does not read."""


def first_echo_checks() -> list[Check[ServerHarness]]:
    """Return the check that all others of echo need."""
    return [
        _check(
            "echo.01",
            _either(_pieces(HELLO), [HELLO]),
            title=say("what the sheet's client sends comes back at once, without a newline"),
            teaches=say("The sheet's client sends 12 bytes, then waits: no newline, no close."),
            look=say(
                "Send what {recv} gave, at once, with {send_all}.", recv=RECV, send_all=SEND_ALL
            ),
            needs=("tcp.01",),
            messages=[HELLO],
        )
    ]


def echo_checks() -> list[Check[ServerHarness]]:
    """Return the others."""
    return [
        _check(
            "echo.02",
            _pieces(EVERY_BYTE, b"\xc3\x28\r\n\0\r\n"),
            title=say("all 256 byte values come back unchanged"),
            teaches=say("A socket carries bytes: decoding and encoding them changes some."),
            look=say(
                "Send back the bytes that {recv} gave: do not decode or strip them.", recv=RECV
            ),
        ),
        _check(
            "echo.03",
            _pieces(*(bytes([byte]) for byte in b"one by one")),
            title=say("bytes that come one by one go back in order"),
            teaches=say(
                "A stream has no messages: {recv} gives what has come so far, cut anywhere.",
                recv=RECV,
            ),
            look=say("Wait for nothing: send each piece back as it comes."),
            several=True,
        ),
        _check(
            "echo.04",
            _either(_in_a_row, IN_A_ROW),
            title=say("many messages in a row come back in order"),
            teaches=say("A conversation goes on until one side closes."),
            look=say(
                "Is there a loop around {recv} and {send_all}, until {end}?",
                recv=RECV,
                send_all=SEND_ALL,
                end=END,
            ),
            messages=IN_A_ROW,
            several=True,
        ),
        _check(
            "echo.05",
            _mebibyte,
            title=say("1 MiB comes back whole"),
            teaches=say(
                "A large message does not fit at once: {partial_send}.", partial_send=PARTIAL_SEND
            ),
            look=say("To send all of it, {send_whole}.", send_whole=SEND_WHOLE),
            several=True,
        ),
        _check(
            "echo.06",
            _half_closed,
            title=say("after a half-close, all bytes come back, then the server closes"),
            teaches=say("Once the client has half-closed, {end}: the end of the loop.", end=END),
            look=say("When {end}, send what is left, leave the loop and close.", end=END),
            needs=("echo.05",),
            to_the_end=True,
            several=True,
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
    to_the_end: bool = False,
    messages: Sequence[bytes] = (),
    several: bool = False,
) -> Check[ServerHarness]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=ECHO_SECTION,
        script=script,
        judge=partial(_judge, look, to_the_end, messages),
        needs=needs,
        several=several,
        applies_to=any_dialect if messages else lambda dialect: dialect.echoes_bytes,
    )


def _either(of_bytes: Script, messages: Sequence[bytes]) -> Script:
    """Return a script that sends raw bytes, or messages if the dialect's echo has them."""

    async def script(harness: ServerHarness) -> None:
        if harness.dialect.echoes_bytes:
            await of_bytes(harness)
            return
        await ask_in_turn(harness, messages)

    return script


def _pieces(*pieces: bytes) -> Script:
    async def script(harness: ServerHarness) -> None:
        for sent in [[piece] for piece in pieces] if harness.one_message else [pieces]:
            wire = await harness.connect()
            await begin(wire)
            await wire.send(*sent)
            await wire.read_exactly(len(b"".join(sent)))
            await wire.settle(UNENDED)  # in case too much comes back

    return script


async def _in_a_row(harness: ServerHarness) -> None:
    wire = await harness.connect()
    await begin(wire)
    for message in (message + b"\n" for message in IN_A_ROW):
        await wire.send(message)
        await wire.read_exactly(len(message))


async def _mebibyte(harness: ServerHarness) -> None:
    wire = await harness.connect(narrow=True)
    await begin(wire)
    await _send_while_reading(wire, _numbered(MEBIBYTE))


async def _half_closed(harness: ServerHarness) -> None:
    wire = await harness.connect(narrow=True)
    await begin(wire)
    await _send_while_reading(wire, _numbered(HALF_CLOSED), half_close=True)


def _numbered(size: int) -> bytes:
    """Return this many bytes, in lines that contain their own offset."""
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
    with contextlib.suppress(StopScript):  # what is read back shows the fault
        await wire.send(data, within=8)
        if half_close:
            await wire.half_close()


def _judge(
    look: Words,
    to_the_end: bool,  # noqa: FBT001 - bound above
    messages: Sequence[bytes],
    transcript: Transcript,
) -> Finding:
    if not transcript.dialect.echoes_bytes:
        texts = [message.decode() for message in messages]
        expected = [transcript.dialect.replying("echo", text).encode() for text in texts]
        return wrong_in_turn(transcript, expected, look)
    places = range(len(transcript.conversations))
    return first_fault(
        not_connected(transcript),
        *(not_echoed(transcript, place, look) for place in places),
        not_ended(transcript) if to_the_end else None,
    )
