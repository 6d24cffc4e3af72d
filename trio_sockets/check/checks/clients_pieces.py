"""Checks of clients whose server's messages do not come one a packet: TCP has no messages."""

from functools import partial

from trio_sockets.check.case import Check, Judge
from trio_sockets.check.checks.clients_glued import glued
from trio_sockets.check.checks.clients_guesses import A_GUESS, ruled_out, unplayed
from trio_sockets.check.checks.clients_talk import silent, unshown
from trio_sockets.check.client_judging import (
    crashed,
    crashed_on,
    never_came,
    stalled,
)
from trio_sockets.check.client_lab import ClientLab
from trio_sockets.check.client_talk import ClientTalk
from trio_sockets.check.dialect import Kind
from trio_sockets.check.guesses import read_play
from trio_sockets.check.judging import first_fault
from trio_sockets.check.transcript import Ended, Received, Reset, Sent, Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.visit import Manner
from trio_sockets.check.wire import Wire
from trio_sockets.check.words import Words, say

WHOLE_LOOK = say(
    "recv() returns what has come so far: go on receiving until the newline is there, or read the "
    "lines of socket.makefile()."
)
ECHO_LOOK = say(
    "recv(1024) returns at most 1024 bytes, and may return fewer: count what came back."
)
CR_LOOK = say("Drop the '\\r' before the '\\n', if there is one: strip() does.")


async def in_pieces(wire: Wire, message: bytes) -> None:
    """Send a message in three pieces, and see whether the client stays for all of them."""
    size = -(-len(message) // 3)
    await _send_apart(wire, [message[at : at + size] for at in range(0, len(message), size)], 0.1)


async def byte_by_byte(wire: Wire, message: bytes) -> None:
    """Send each byte alone."""
    await _send_apart(wire, [bytes([byte]) for byte in message], 0.01)


async def with_crlf(wire: Wire, message: bytes) -> None:
    """Send a message whose end is CR LF."""
    await wire.send(message.replace(b"\n", b"\r\n"))


async def _send_apart(wire: Wire, pieces: list[bytes], pause: float) -> None:
    for number, piece in enumerate(pieces):
        if number:
            await wire.settle(pause)
        await wire.send(piece)


def piece_checks(talk: ClientTalk, needs: str) -> list[Check[ClientLab]]:
    """Return them.

    :param needs: the check that shows that it understands what is sent in one piece.
    """
    look = WHOLE_LOOK if talk.service != "echo" else ECHO_LOOK
    checks = [
        _check(
            talk,
            "client.14",
            say("it puts together what comes in pieces"),
            say("TCP has no messages: what was sent at once may be received in pieces."),
            in_pieces,
            look,
            needs,
        ),
        _check(
            talk,
            "client.15",
            say("it puts together what comes byte by byte"),
            say("A message is whole when its end has come, and not when recv() returns."),
            byte_by_byte,
            look,
            needs,
        ),
    ]
    if talk.service == "echo":  # it has no messages
        return checks
    return [
        *checks,
        glued(talk, needs),
        _check(
            talk,
            "client.17",
            say("it understands lines that end in CR LF"),
            say("Windows and many protocols end a line with \\r\\n."),
            with_crlf,
            CR_LOOK,
            needs,
        ),
    ]


def _check(  # noqa: PLR0913, PLR0917 - a check's own fields
    talk: ClientTalk,
    id_: str,
    title: Words,
    teaches: Words,
    manner: Manner,
    look: Words,
    needs: str,
) -> Check[ClientLab]:
    async def script(lab: ClientLab) -> None:
        await (await lab.visit(talk.responder(lab))).converse(manner)

    judges: dict[str, Judge] = {
        "echo": partial(_gets_all, look=look),
        "text": partial(_shows_all, talk=talk, look=look),
        "game": partial(_plays_on, look=look),
    }
    return Check(
        id=id_,
        title=title,
        teaches=teaches,
        section=talk.section,
        script=script,
        judge=judges[talk.service],
        needs=(needs,),
        seconds=15,
        for_messages=talk.service != "echo",
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
    """Find that something was sent when only a part of a message had come."""
    said = b""
    for event in transcript.conversations[0].events:
        if isinstance(event, Sent):
            said += event.data
        elif isinstance(event, Received) and not said.endswith(b"\n"):
            return Finding(
                verdict=Verdict.FAIL,
                words=say(
                    "it answers when only a part has come: {part}", part=said.split(b"\n")[-1]
                ),
                look=look,
                expected=say("nothing, until the line is whole"),
                received=event.data,
            )
    return None


def _shows_all(transcript: Transcript, talk: ClientTalk, look: Words) -> Finding:
    fault = never_came(transcript) or crashed_on(transcript, look)
    fault = fault or unshown(transcript) or silent(transcript, talk)
    return first_fault(fault)


def _gets_all(transcript: Transcript, look: Words) -> Finding:
    fault = never_came(transcript) or crashed(transcript, look=look)
    if fault is not None:
        return fault
    [conversation] = transcript.conversations
    if not conversation.received:
        return stalled(transcript, say("a message"))
    sent, gone = 0, False
    for event in conversation.events:
        if isinstance(event, Sent):
            if gone:
                return Finding(
                    verdict=Verdict.FAIL,
                    words=say(
                        "it closed when {count} of {all} bytes had come back",
                        count=sent,
                        all=len(conversation.received),
                    ),
                    look=look,
                    expected=conversation.received,
                    received=conversation.received[:sent],
                )
            sent += len(event.data)
        gone = gone or isinstance(event, Ended | Reset)
    return PASSED
