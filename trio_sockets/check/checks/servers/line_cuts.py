"""Checks of message boundaries, which TCP does not keep; the same for text and game."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import final

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import Exchange, ServiceProfile
from trio_sockets.check.judging.servers import first_fault, wrong_replies
from trio_sockets.check.model.case import Check, any_dialect
from trio_sockets.check.model.expected import Something
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding
from trio_sockets.check.programming.receiving import END, READ_LINE, RECV
from trio_sockets.words import Words, say

ONE_RECV = say(
    "One read is not one message: collect what {recv} gives in a buffer and take whole lines out "
    "of it, or use {read_line}.",
    recv=RECV,
    read_line=READ_LINE,
)
ALL_LINES = say(
    "One read may bring several messages: answer every whole line that {recv} gave.", recv=RECV
)


@final
@dataclass(frozen=True, slots=True)
class Cutting:
    """How requests are cut into packets.

    :param exchanges: returns the exchanges, given the profile, the dialect and the greeting.
    :param cut: cuts the requests, terminators included, into pieces that are sent as separate
        packets.
    """

    exchanges: Callable[[ServiceProfile, Dialect, bytes], Sequence[Exchange]]
    cut: Callable[[Sequence[bytes]], list[bytes]]


def cut_checks(profile: ServiceProfile) -> list[Check[ServerHarness]]:
    """Return the checks for a service."""
    return [
        _check(
            profile,
            "line.01",
            title=say("a message in two packets is one message"),
            teaches=say(
                "One read is not one message: {recv} may give less than was sent.", recv=RECV
            ),
            cutting=Cutting(_first(2), _in_the_middle),
            look=ONE_RECV,
        ),
        _check(
            profile,
            "line.02",
            title=say("a message that arrives byte by byte is one message"),
            teaches=say("TCP carries a stream of bytes, and may cut it anywhere."),
            cutting=Cutting(_first(1), _byte_by_byte),
            look=ONE_RECV,
            needs=("line.01",),
        ),
        _check(
            profile,
            "line.03",
            title=say("a line that ends in CR LF is accepted"),
            teaches=say(
                "Windows and telnet end lines with CR LF: the CR is not part of the message."
            ),
            cutting=Cutting(
                _first(2), lambda lines: [line.removesuffix(b"\n") + b"\r\n" for line in lines]
            ),
            look=say("Does your program strip the '\\r', too?"),
            for_lines=True,
        ),
        _check(
            profile,
            "line.04",
            title=say("CR and LF in separate packets are one end of line"),
            teaches=say("Even the two bytes that end a line may come in two packets."),
            cutting=Cutting(_first(2), _between_cr_and_lf),
            look=ONE_RECV,
            for_lines=True,
            needs=("line.01", "line.03"),
        ),
        _check(
            profile,
            "line.05",
            title=say("a two-byte letter in two packets is one letter"),
            teaches=say("In UTF-8, é is two bytes, which may arrive in two packets."),
            cutting=Cutting(_accented_then_plain, _inside_a_letter),
            look=say("Decode whole lines, not what {recv} gives each time.", recv=RECV),
            needs=("line.01", profile.accents),
            applies_to=lambda dialect: profile.service != "text" or dialect.has_strings,
        ),
        _check(
            profile,
            "line.06",
            title=say("three messages in one packet get three replies"),
            teaches=say("TCP joins messages: {recv} may give more than one.", recv=RECV),
            cutting=Cutting(_first(3), _together),
            look=ALL_LINES,
            several=True,
            tells_apart=True,
        ),
        _check(
            profile,
            "line.07",
            title=say("all messages of a conversation may come in one packet"),
            teaches=say("A client need not wait for a reply before it sends the next message."),
            cutting=Cutting(_all_of_them, _together),
            look=ALL_LINES,
            needs=("line.06", profile.ends),
            several=True,
            tells_apart=True,
        ),
        _check(
            profile,
            "line.08",
            title=say("after a message and a half in one packet, nothing is lost"),
            teaches=say("What follows the last newline is the beginning of the next message."),
            cutting=Cutting(_first(2), _one_and_a_half),
            look=say("When a line is taken out of the buffer, does the rest stay in it?"),
            needs=("line.01", "line.06"),
            several=True,
            tells_apart=True,
        ),
        Check(
            id="line.09",
            title=say("a last message without a newline counts once the client half-closes"),
            teaches=say("A client that half-closes sends no more, but still waits for its reply."),
            section=profile.section,
            script=partial(_unended, profile),
            judge=partial(
                _judge,
                profile,
                _first(1),
                say("When {end}, is the rest of the buffer answered?", end=END),
            ),
            needs=(profile.basis, "tcp.03"),
            for_messages=True,
            for_lines=True,
        ),
    ]


def _check(  # noqa: PLR0913 - a check's own fields
    profile: ServiceProfile,
    id_: str,
    *,
    title: Words,
    teaches: Words,
    cutting: Cutting,
    look: Words,
    needs: tuple[str, ...] = (),
    for_lines: bool = False,
    several: bool = False,
    tells_apart: bool = False,
    applies_to: Callable[[Dialect], bool] = any_dialect,
) -> Check[ServerHarness]:
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=profile.section,
        script=partial(_send_cut, profile, cutting),
        judge=partial(_judge, profile, cutting.exchanges, look),
        needs=(profile.basis, "tcp.03", *needs),
        for_messages=True,
        for_lines=for_lines,
        several=several,
        tells_apart=tells_apart,
        applies_to=applies_to,
    )


# --- Which requests ----------------------------------------------------------------------------
def _first(count: int) -> Callable[[ServiceProfile, Dialect, bytes], Sequence[Exchange]]:
    return lambda profile, dialect, greeting: profile.exchanges(dialect, greeting, count)


def _all_of_them(profile: ServiceProfile, dialect: Dialect, greeting: bytes) -> Sequence[Exchange]:
    return profile.exchanges(dialect, greeting, profile.in_a_row(dialect, greeting))


def _accented_then_plain(
    profile: ServiceProfile, dialect: Dialect, greeting: bytes
) -> Sequence[Exchange]:
    return [profile.accented(dialect), *profile.exchanges(dialect, greeting, 1)]


def _allowed(exchanges: Sequence[Exchange], dialect: Dialect) -> Sequence[Exchange]:
    """Return the exchanges that fit on one connection, and whose replies can be told apart."""
    alone = dialect.flow.one_message or dialect.mistakes.glued
    return exchanges[:1] if alone else exchanges


# --- How they are cut --------------------------------------------------------------------------
def _in_the_middle(lines: Sequence[bytes]) -> list[bytes]:
    halves = [(line[: len(line) // 2], line[len(line) // 2 :]) for line in lines]
    return [half for pair in halves for half in pair if half]


def _byte_by_byte(lines: Sequence[bytes]) -> list[bytes]:
    whole = _together(lines)[0]
    return [whole[place : place + 1] for place in range(len(whole))]


def _between_cr_and_lf(lines: Sequence[bytes]) -> list[bytes]:
    return [piece for line in lines for piece in (line.removesuffix(b"\n") + b"\r", b"\n")]


def _inside_a_letter(lines: Sequence[bytes]) -> list[bytes]:
    accented, *others = lines
    inside = next(place for place, byte in enumerate(accented) if byte >= 0xC0) + 1  # noqa: PLR2004 - a lead byte
    return [accented[:inside], accented[inside:], *_together(others)]


def _together(lines: Sequence[bytes]) -> list[bytes]:
    return [b"".join(lines)]


def _one_and_a_half(lines: Sequence[bytes]) -> list[bytes]:
    first, second = lines
    half = len(second) // 2
    return [first + second[:half], second[half:]]


# --- Scripts and judge -------------------------------------------------------------------------
async def _send_cut(profile: ServiceProfile, cutting: Cutting, harness: ServerHarness) -> None:
    wire = await harness.connect()
    greeting = await profile.begin(wire)
    exchanges = _allowed(cutting.exchanges(profile, harness.dialect, greeting), harness.dialect)
    requests = [harness.dialect.request(exchange.request) for exchange in exchanges]
    await wire.send(*cutting.cut(requests))
    for _ in exchanges:
        await wire.read_message()


async def _unended(profile: ServiceProfile, harness: ServerHarness) -> None:
    wire = await harness.connect()
    [exchange] = profile.exchanges(harness.dialect, await profile.begin(wire), 1)
    await wire.send(exchange.request.encode())
    await wire.half_close()
    await wire.read_message()


def _judge(
    profile: ServiceProfile,
    exchanges: Callable[[ServiceProfile, Dialect, bytes], Sequence[Exchange]],
    look: Words,
    transcript: Transcript,
) -> Finding:
    greeting = (transcript.messages() or [b""])[0]
    asked = _allowed(exchanges(profile, transcript.dialect, greeting), transcript.dialect)
    expected = [each.expects for each in asked]
    fault = wrong_replies(transcript, expected, skip=profile.skip, look=look)
    if fault is not None and profile.greets and transcript.dialect.mistakes.silent_at_nonsense:
        answered = [each for each in expected if each != Something()]
        fault = wrong_replies(transcript, answered, skip=profile.skip, look=look)
    return first_fault(fault)
