"""Checks of a server's messages that arrive in pieces."""

from functools import partial

from trio_sockets.check.checks.clients.conversation import silent, unshown
from trio_sockets.check.checks.clients.glued import glued
from trio_sockets.check.checks.clients.guesses import A_GUESS, ruled_out, unplayed
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.client_profile import ClientProfile
from trio_sockets.check.harness.visit import Manner
from trio_sockets.check.harness.wire import Wire
from trio_sockets.check.judging.client_game import read_play
from trio_sockets.check.judging.clients import (
    crashed,
    crashed_on,
    never_came,
    stalled,
)
from trio_sockets.check.judging.servers import first_fault
from trio_sockets.check.model.case import Check, Judge
from trio_sockets.check.model.transcript import Ended, Received, Reset, Sent, Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.programming.receiving import READ_LINE, RECV, UP_TO
from trio_sockets.check.programming.values import STRIP
from trio_sockets.words import Words, say

WHOLE_LOOK = say(
    "A line may arrive in pieces: receive until the newline has come, or use {read_line}.",
    read_line=READ_LINE,
)
ECHO_LOOK = say("Count the bytes that came back: {up_to}, and maybe fewer.", up_to=UP_TO)
CR_LOOK = say("Drop the '\\r' before the '\\n', if there is one: {strip} does.", strip=STRIP)


async def in_pieces(wire: Wire, message: bytes) -> None:
    """Send a message in three pieces, and check whether the client waits for all of them."""
    size = -(-len(message) // 3)
    await _send_apart(wire, [message[at : at + size] for at in range(0, len(message), size)], 0.1)


async def byte_by_byte(wire: Wire, message: bytes) -> None:
    """Send each byte separately."""
    await _send_apart(wire, [bytes([byte]) for byte in message], 0.01)


async def with_crlf(wire: Wire, message: bytes) -> None:
    """Send a message that ends in CR LF."""
    await wire.send(message.replace(b"\n", b"\r\n"))


async def _send_apart(wire: Wire, pieces: list[bytes], pause: float) -> None:
    for number, piece in enumerate(pieces):
        if number:
            await wire.settle(pause)
        await wire.send(piece)


def piece_checks(profile: ClientProfile, needs: str) -> list[Check[ClientHarness]]:
    """Return the checks.

    :param needs: the id of the check that the client reads a message in one piece.
    """
    look = WHOLE_LOOK if profile.service != "echo" else ECHO_LOOK
    checks = [
        _check(
            profile,
            "client.14",
            say("it joins a message that arrives in pieces"),
            say("TCP keeps no message boundaries: a message may arrive in pieces."),
            in_pieces,
            look,
            needs,
        ),
        _check(
            profile,
            "client.15",
            say("it joins a message that arrives byte by byte"),
            say(
                "A message is complete when its end has come, not after the first {recv}.",
                recv=RECV,
            ),
            byte_by_byte,
            look,
            needs,
        ),
    ]
    if profile.service == "echo":  # echo has no messages
        return checks
    return [
        *checks,
        glued(profile, needs),
        _check(
            profile,
            "client.17",
            say("it accepts lines that end in CR LF"),
            say("Windows and many protocols end a line with \\r\\n."),
            with_crlf,
            CR_LOOK,
            needs,
            for_lines=True,
        ),
    ]


def _check(  # noqa: PLR0913, PLR0917 - a check's own fields
    profile: ClientProfile,
    id_: str,
    title: Words,
    teaches: Words,
    manner: Manner,
    look: Words,
    needs: str,
    *,
    for_lines: bool = False,
) -> Check[ClientHarness]:
    async def script(harness: ClientHarness) -> None:
        await (await harness.visit(profile.responder(harness))).converse(manner)

    judges: dict[str, Judge] = {
        "echo": partial(_gets_all, look=look),
        "text": partial(_shows_all, profile=profile, look=look),
        "game": partial(_plays_on, look=look),
    }
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=profile.section,
        script=script,
        judge=judges[profile.service],
        needs=(needs,),
        for_messages=profile.service != "echo",
        for_lines=for_lines,
    )


def _plays_on(transcript: Transcript, look: Words) -> Finding:
    fault = never_came(transcript) or crashed(transcript, look=look)
    fault = fault or _answers_a_part(transcript, look) or unplayed(transcript, look=look)
    if fault is not None:
        return fault
    play = read_play(transcript)
    fault = ruled_out(play, look)
    if fault is not None:
        return fault
    return PASSED if play.end is Kind.WIN else stalled(transcript, A_GUESS, look=look)


def _answers_a_part(transcript: Transcript, look: Words) -> Finding | None:
    """Find that the client sent something when only a part of a message had come."""
    reader = transcript.dialect.reader()
    for event in transcript.conversations[0].events:
        if isinstance(event, Sent):
            reader.receive_data(event.data)
        elif isinstance(event, Received) and reader.rest:
            return Finding(
                verdict=Verdict.FAIL,
                words=say(
                    "it answers when only a part of the message has come: {part}", part=reader.rest
                ),
                look=look,
                expected=say("nothing, until the line is complete"),
                received=event.data,
            )
    return None


def _shows_all(transcript: Transcript, profile: ClientProfile, look: Words) -> Finding:
    fault = never_came(transcript) or crashed_on(transcript, look)
    fault = fault or unshown(transcript) or silent(transcript, profile)
    return first_fault(fault)


def _gets_all(transcript: Transcript, look: Words) -> Finding:
    fault = never_came(transcript) or crashed(transcript, look=look)
    if fault is not None:
        return fault
    places = range(len(transcript.conversations))
    return first_fault(*(_loses_bytes(transcript, place, look) for place in places))


def _loses_bytes(transcript: Transcript, place: int, look: Words) -> Finding | None:
    conversation = transcript.conversations[place]
    if not conversation.received:
        return stalled(transcript, say("a message"), place)
    sent, gone, has_asked = 0, False, False
    for event in conversation.events:
        has_asked = has_asked or isinstance(event, Received)
        if isinstance(event, Sent) and has_asked:  # data before the first request is a greeting
            if gone:
                return Finding(
                    verdict=Verdict.FAIL,
                    words=say(
                        "it closed after {count} of {all} bytes had come back",
                        count=sent,
                        all=len(conversation.received),
                    ),
                    look=look,
                    conversation=place,
                    expected=conversation.received,
                    received=conversation.received[:sent],
                )
            sent += len(event.data)
        gone = gone or isinstance(event, Ended | Reset)
    return None
