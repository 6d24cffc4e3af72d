"""Checks of messages whose ends a program has to find: TCP has none. The same for text and game."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import final

from trio_sockets.check.case import Check
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.judging import first_fault, wrong_replies
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import Exchange, Talk
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding
from trio_sockets.check.words import Words, say

ONE_RECV = say(
    "One recv() is not one message: gather what comes in a buffer, and take whole lines out of it."
)
ALL_LINES = say("One recv() may bring several messages: answer every whole line in the buffer.")


@final
@dataclass(frozen=True, slots=True)
class Cutting:
    """How requests are cut.

    :param exchanges: whose requests they are, by the talk, the dialect and the greeting.
    :param cut: gives the pieces of these requests, each to be sent as a packet of its own. It gets
        them without what ends a line.
    """

    exchanges: Callable[[Talk, Dialect, bytes], Sequence[Exchange]]
    cut: Callable[[Sequence[bytes]], list[bytes]]


def cut_checks(talk: Talk) -> list[Check[ServerLab]]:
    """Return them for a service."""
    return [
        _check(
            talk,
            "line.01",
            title=say("a message cut in the middle is one message"),
            teaches=say("A recv() may return less than was sent."),
            cutting=Cutting(_first(2), _in_the_middle),
            look=ONE_RECV,
        ),
        _check(
            talk,
            "line.02",
            title=say("a message that comes byte by byte is one message"),
            teaches=say("TCP carries a stream of bytes: how it is cut on the way is up to nobody."),
            cutting=Cutting(_first(1), _byte_by_byte),
            look=ONE_RECV,
            needs=("line.01",),
        ),
        _check(
            talk,
            "line.03",
            title=say("a line that ends in CR LF is understood"),
            teaches=say("Windows and telnet end lines in CR LF: the CR is no part of the message."),
            cutting=Cutting(_first(2), lambda lines: [line + b"\r\n" for line in lines]),
            look=say("Does your program strip the '\\r', too?"),
        ),
        _check(
            talk,
            "line.04",
            title=say("CR and LF that come apart are one end of line"),
            teaches=say("Even the two bytes that end a line may come in two packets."),
            cutting=Cutting(_first(2), _between_cr_and_lf),
            look=ONE_RECV,
            needs=("line.01", "line.03"),
        ),
        _check(
            talk,
            "line.05",
            title=say("a letter of two bytes that is cut in two is one letter"),
            teaches=say("In UTF-8 an é is two bytes, which may come in two packets."),
            cutting=Cutting(_accented_then_plain, _inside_a_letter),
            look=say("Decode whole lines, and not what each recv() returned."),
            needs=("line.01", talk.accents),
        ),
        _check(
            talk,
            "line.06",
            title=say("three messages in one packet earn three replies"),
            teaches=say("A recv() may return more than one message: TCP glues them."),
            cutting=Cutting(_first(3), _together),
            look=ALL_LINES,
        ),
        _check(
            talk,
            "line.07",
            title=say("all messages of a conversation may come in one packet"),
            teaches=say("A client need not wait for a reply before it sends the next message."),
            cutting=Cutting(_all_of_them, _together),
            look=ALL_LINES,
            needs=("line.06", talk.ends),
        ),
        _check(
            talk,
            "line.08",
            title=say("a message and a half in one packet lose nothing"),
            teaches=say("What is left behind the last newline is the beginning of a message."),
            cutting=Cutting(_first(2), _one_and_a_half),
            look=say("When a line is taken out of the buffer, does the rest stay in it?"),
            needs=("line.01", "line.06"),
        ),
        Check(
            id="line.09",
            title=say("a last message without its newline counts, once the client half-closes"),
            teaches=say("A client that half-closes sends no more, but still waits for its reply."),
            section=talk.section,
            script=partial(_unended, talk),
            judge=partial(
                _judge,
                talk,
                _first(1),
                say("When recv() returns b'', is what is left in the buffer answered?"),
            ),
            needs=(talk.basis, "tcp.03"),
            for_messages=True,
        ),
    ]


def _check(  # noqa: PLR0913 - a check's own fields
    talk: Talk,
    id_: str,
    *,
    title: Words,
    teaches: Words,
    cutting: Cutting,
    look: Words,
    needs: tuple[str, ...] = (),
) -> Check[ServerLab]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=talk.section,
        script=partial(_send_cut, talk, cutting),
        judge=partial(_judge, talk, cutting.exchanges, look),
        needs=(talk.basis, "tcp.03", *needs),
        for_messages=True,
    )


# --- Whose requests ----------------------------------------------------------------------------
def _first(count: int) -> Callable[[Talk, Dialect, bytes], Sequence[Exchange]]:
    return lambda talk, dialect, greeting: talk.exchanges(dialect, greeting, count)


def _all_of_them(talk: Talk, dialect: Dialect, greeting: bytes) -> Sequence[Exchange]:
    return talk.exchanges(dialect, greeting, talk.in_a_row(dialect, greeting))


def _accented_then_plain(talk: Talk, dialect: Dialect, greeting: bytes) -> Sequence[Exchange]:
    return [talk.accented(dialect), *talk.exchanges(dialect, greeting, 1)]


# --- How they are cut --------------------------------------------------------------------------
def _in_the_middle(lines: Sequence[bytes]) -> list[bytes]:
    halves = [(line[: len(line) // 2], line[len(line) // 2 :] + b"\n") for line in lines]
    return [half for pair in halves for half in pair if half]


def _byte_by_byte(lines: Sequence[bytes]) -> list[bytes]:
    whole = _together(lines)[0]
    return [whole[place : place + 1] for place in range(len(whole))]


def _between_cr_and_lf(lines: Sequence[bytes]) -> list[bytes]:
    return [piece for line in lines for piece in (line + b"\r", b"\n")]


def _inside_a_letter(lines: Sequence[bytes]) -> list[bytes]:
    accented, *others = lines
    inside = next(place for place, byte in enumerate(accented) if byte >= 0xC0) + 1  # noqa: PLR2004 - a lead byte
    return [accented[:inside], accented[inside:] + b"\n", *_together(others)]


def _together(lines: Sequence[bytes]) -> list[bytes]:
    return [b"".join(line + b"\n" for line in lines)]


def _one_and_a_half(lines: Sequence[bytes]) -> list[bytes]:
    first, second = lines
    half = len(second) // 2
    return [first + b"\n" + second[:half], second[half:] + b"\n"]


# --- Scripts and judge -------------------------------------------------------------------------
async def _send_cut(talk: Talk, cutting: Cutting, lab: ServerLab) -> None:
    wire = await lab.connect()
    greeting = await talk.begin(wire)
    exchanges = cutting.exchanges(talk, lab.dialect, greeting)
    await wire.send(*cutting.cut([exchange.request.encode() for exchange in exchanges]))
    for _ in exchanges:
        await wire.read_message()


async def _unended(talk: Talk, lab: ServerLab) -> None:
    wire = await lab.connect()
    [exchange] = talk.exchanges(lab.dialect, await talk.begin(wire), 1)
    await wire.send(exchange.request.encode())
    await wire.half_close()
    await wire.read_message()


def _judge(
    talk: Talk,
    exchanges: Callable[[Talk, Dialect, bytes], Sequence[Exchange]],
    look: Words,
    transcript: Transcript,
) -> Finding:
    greeting = (transcript.messages() or [b""])[0]
    expected = [each.expects for each in exchanges(talk, transcript.dialect, greeting)]
    return first_fault(wrong_replies(transcript, expected, skip=talk.skip, look=look))
