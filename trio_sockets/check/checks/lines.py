"""Checks of messages, whose ends a program has to find: TCP has none. The same for text and game."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, final

import trio

from trio_sockets.check.case import Check, Judge
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.expected import Expected, Something, fits
from trio_sockets.check.judging import first_fault, not_connected, wrong_replies
from trio_sockets.check.resources import resources_of
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import Exchange, Talk
from trio_sockets.check.transcript import Ended, Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.wire import Enough
from trio_sockets.check.words import Words, say

LONG = 64 * 1024
"""Bytes of a long line."""

ENDLESS = 32 * 2**20
"""Bytes to send, at most, of a line that never ends."""

_BLOCK = b"a" * 2**18
_KEPT = 0.75
"""The share of an endless line that a program may hold more than before: above it, it keeps it."""

ONE_RECV = say(
    "One recv() is not one message: gather what comes in a buffer, and take whole lines out of it."
)
ALL_LINES = say("One recv() may bring several messages: answer every whole line in the buffer.")
DECODE_LOOK = say("Decode whole lines, not what recv() returned, and catch UnicodeDecodeError.")
ERROR_LOOK = say("A message that is wrong earns an error reply; the conversation goes on.")

Pieces: TypeAlias = tuple[list[bytes], list[Expected]]
"""What to send, each as a packet of its own, and the replies that it must earn."""


def line_checks(talk: Talk) -> list[Check[ServerLab]]:
    """Return them for a service."""
    cut = _Making(talk, ONE_RECV)
    wrong = _Making(talk, ERROR_LOOK)
    return [
        cut.pieces(
            "line.01",
            say("a message that comes byte by byte is one message"),
            say("TCP carries a stream of bytes: how it is cut on the way is nobody's choice."),
            _byte_by_byte,
        ),
        cut.pieces(
            "line.02",
            say("a message cut in the middle is one message"),
            say("A recv() may return less than was sent."),
            _cut_in_the_middle,
        ),
        cut.pieces(
            "line.03",
            say("a line that ends in CR LF is understood"),
            say("Windows and telnet end their lines in CR LF: the CR is no part of the message."),
            _with_cr_lf,
        ),
        cut.pieces(
            "line.04",
            say("CR and LF that come apart are one end of line"),
            say("Even the two bytes that end a line may come in two packets."),
            _cut_in_cr_lf,
            needs=("line.03",),
        ),
        _Making(talk, DECODE_LOOK).pieces(
            "line.05",
            say("a letter of two bytes that is cut in two is one letter"),
            say("In UTF-8 an é is two bytes, which may come in two packets."),
            _cut_in_a_letter,
        ),
        _Making(talk, ALL_LINES).pieces(
            "line.06",
            say("three messages in one packet earn three replies"),
            say("A recv() may return more than one message: Nagle's algorithm glues them."),
            _three_at_once,
        ),
        cut.unended(
            "line.07",
            say("a last message without its newline counts, once the client has half-closed"),
            say("A client that half-closes sends no more, but still waits for its reply."),
        ),
        wrong.bad_line("line.08", say("an empty line does no harm"), b""),
        wrong.bad_line("line.09", say("a NUL byte does no harm"), b"a\0b"),
        _Making(talk, DECODE_LOOK).bad_line(
            "line.10", say("bytes that are not UTF-8 do no harm"), b"\xff\xfe\xc3"
        ),
        wrong.bad_line(
            "line.11", say("a line of {count} KiB does no harm", count=LONG // 1024), b"z" * LONG
        ),
        cut.endless("line.12"),
    ]


def _requests(talk: Talk, dialect: Dialect, greeting: bytes, count: int) -> list[Exchange]:
    return [talk.exchange(dialect, number, greeting) for number in range(count)]


def _byte_by_byte(exchanges: list[Exchange], _accented: Exchange) -> Pieces:
    line = exchanges[0].request.encode() + b"\n"
    return [line[place : place + 1] for place in range(len(line))], [exchanges[0].expects]


def _cut_in_the_middle(exchanges: list[Exchange], _accented: Exchange) -> Pieces:
    first, second = (exchange.request.encode() + b"\n" for exchange in exchanges[:2])
    half = (len(second) - 1) // 2
    pieces = [first + second[:half], second[half:]] if half else [first[:-1], first[-1:] + second]
    return pieces, [exchange.expects for exchange in exchanges[:2]]


def _with_cr_lf(exchanges: list[Exchange], _accented: Exchange) -> Pieces:
    return [exchanges[0].request.encode() + b"\r\n"], [exchanges[0].expects]


def _cut_in_cr_lf(exchanges: list[Exchange], _accented: Exchange) -> Pieces:
    first, second = (exchange.request.encode() for exchange in exchanges[:2])
    return [first + b"\r", b"\n" + second + b"\r", b"\n"], [
        exchange.expects for exchange in exchanges[:2]
    ]


def _cut_in_a_letter(exchanges: list[Exchange], accented: Exchange) -> Pieces:
    line = accented.request.encode() + b"\n"
    inside = next(place for place, byte in enumerate(line) if byte >= 0xC0) + 1  # noqa: PLR2004 - a lead byte
    return [line[:inside], line[inside:], exchanges[0].request.encode() + b"\n"], [
        accented.expects,
        exchanges[0].expects,
    ]


def _three_at_once(exchanges: list[Exchange], _accented: Exchange) -> Pieces:
    lines = [exchange.request.encode() + b"\n" for exchange in exchanges]
    return [b"".join(lines)], [exchange.expects for exchange in exchanges]


@final
@dataclass(frozen=True, slots=True)
class _Making:
    """Makes the checks of one kind.

    :param look: what to look at, if one does not pass.
    """

    talk: Talk
    look: Words

    def pieces(
        self,
        id_: str,
        title: Words,
        teaches: Words,
        cut: Callable[[list[Exchange], Exchange], Pieces],
        needs: tuple[str, ...] = ("tcp.01",),
    ) -> Check[ServerLab]:
        """Have requests cut into pieces, and look at every reply."""
        talk = self.talk

        def made(dialect: Dialect, greeting: bytes) -> Pieces:
            return cut(_requests(talk, dialect, greeting, 3), talk.accented(dialect))

        async def script(lab: ServerLab) -> None:
            wire = await lab.connect()
            pieces, expected = made(lab.dialect, await talk.begin(wire))
            await wire.send(*pieces)
            for _ in expected:
                await wire.read_message()

        def judge(transcript: Transcript) -> Finding:
            greeting = (transcript.messages() or [b""])[0]
            _, expected = made(transcript.dialect, greeting)
            return first_fault(wrong_replies(transcript, expected, skip=talk.skip, look=self.look))

        return self._check(id_, title, teaches, script, judge, needs)

    def unended(self, id_: str, title: Words, teaches: Words) -> Check[ServerLab]:
        """Half-close behind a request without its newline."""
        talk = self.talk

        async def script(lab: ServerLab) -> None:
            wire = await lab.connect()
            [exchange] = _requests(talk, lab.dialect, await talk.begin(wire), 1)
            await wire.send(exchange.request.encode())
            await wire.half_close()
            await wire.read_to_end()

        def judge(transcript: Transcript) -> Finding:
            [exchange] = _requests(talk, transcript.dialect, b"", 1)
            return first_fault(
                wrong_replies(
                    transcript,
                    [exchange.expects],
                    skip=talk.skip,
                    look=say("When recv() returns b'', is what is left in the buffer answered?"),
                )
            )

        return self._check(id_, title, teaches, script, judge, ("tcp.01",))

    def bad_line(self, id_: str, title: Words, line: bytes) -> Check[ServerLab]:
        """Send a line that is wrong, then one that is right, and look at the right one's reply."""
        talk = self.talk

        async def script(lab: ServerLab) -> None:
            wire = await lab.connect()
            [exchange] = _requests(talk, lab.dialect, await talk.begin(wire), 1)
            await wire.send(line + b"\n")
            await wire.settle()
            reply = await wire.ask(exchange.request)
            while not fits(exchange.expects, reply, lab.dialect):
                reply = await wire.read_message()

        def judge(transcript: Transcript) -> Finding:
            [exchange] = _requests(talk, transcript.dialect, b"", 1)
            replies = transcript.messages()[talk.skip :]
            if replies and fits(exchange.expects, replies[-1], transcript.dialect):
                return _earned(len(replies) - 1)
            expected = [Something(), exchange.expects]
            return first_fault(wrong_replies(transcript, expected, skip=talk.skip, look=self.look))

        teaches = say("What a client sends is never to be trusted: a bad message ends nothing.")
        return self._check(id_, title, teaches, script, judge, ("tcp.01",))

    def endless(self, id_: str) -> Check[ServerLab]:
        """Send a line that never ends, while somebody else is served."""
        talk = self.talk

        async def script(lab: ServerLab) -> None:
            pid = lab.target.program.pid if lab.target.program else None
            before = resources_of(pid).memory if pid else 0
            drip = await lab.connect()
            await talk.begin(drip)
            sent = 0
            with trio.move_on_after(5):
                try:
                    while sent < ENDLESS:
                        await drip.send(_BLOCK, within=1)
                        sent += len(_BLOCK)
                except Enough:
                    pass  # it does not read on, or it has closed: both are good answers
            lab.facts["sent"] = sent
            if pid:
                lab.facts["memory grown by"] = resources_of(pid).memory - before
            await drip.leave(rudely=True)
            wire = await lab.connect()
            [exchange] = _requests(talk, lab.dialect, await talk.begin(wire), 1)
            await wire.ask(exchange.request)

        def judge(transcript: Transcript) -> Finding:
            [exchange] = _requests(talk, transcript.dialect, b"", 1)
            return first_fault(
                not_connected(transcript),
                _kept(transcript),
                wrong_replies(
                    transcript,
                    [exchange.expects],
                    1,
                    skip=talk.skip,
                    look=say("What does the next client meet, once such a client is gone?"),
                ),
            )

        title = say("a line that never ends does no harm")
        teaches = say("A buffer without a bound lets one client eat all memory.")
        return self._check(id_, title, teaches, script, judge, ("tcp.02",), seconds=20)

    def _check(  # noqa: PLR0913 - a check's own fields
        self,
        id_: str,
        title: Words,
        teaches: Words,
        script: Callable[[ServerLab], object],
        judge: Judge,
        needs: tuple[str, ...],
        seconds: float = 10,
    ) -> Check[ServerLab]:
        return Check(
            id=id_,
            title=title,
            teaches=teaches,
            section=self.talk.section,
            script=script,  # type: ignore[arg-type]
            judge=judge,
            needs=needs,
            seconds=seconds,
            for_messages=True,
        )


def _earned(replies: int) -> Finding:
    """Judge how many replies a bad line earned, where all else is right."""
    if replies == 1:
        return first_fault()
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("the bad line earned {count} replies; strictly, it is one", count=replies),
        look=ERROR_LOOK,
    )


def _kept(transcript: Transcript) -> Finding | None:
    grown, sent = transcript.facts.get("memory grown by"), transcript.facts.get("sent")
    ended = isinstance(transcript.conversations[0].end, Ended)
    if not isinstance(grown, int) or not isinstance(sent, int) or ended:
        return None
    if sent < ENDLESS // 2 or grown < sent * _KEPT:
        return None
    return Finding(
        verdict=Verdict.FAIL,
        words=say(
            "of a line of {sent:.0f} MiB without an end, it keeps {grown:.0f} MiB",
            sent=sent / 2**20,
            grown=grown / 2**20,
        ),
        look=say("Give the buffer a bound: answer an error, or close, when a line is longer."),
    )
