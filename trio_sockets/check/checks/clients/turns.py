"""Checks of clients of the game: whose turn it is to speak."""

from trio_sockets.check.checks.clients.guesses import (
    A_GUESS,
    begins_otherwise,
    no_newline,
    no_number,
)
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.client_profile import opponent
from trio_sockets.check.harness.service_profile import GAME_SECTION, PARAMETERS_NOTE
from trio_sockets.check.judging.client_game import (
    client_messages,
    read_play,
    said_before,
)
from trio_sockets.check.judging.clients import crashed, never_came, stalled
from trio_sockets.check.judging.servers import first_fault
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Conversation, Received, Sent, Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.words import say

DELAY = 0.7
"""Seconds of silence before the parameters. An impatient client acts at once."""

READ_FIRST = say("The server speaks first: receive the parameters before the loop of the guesses.")


def turn_checks() -> list[Check[ClientHarness]]:
    """Return the checks."""
    return [
        Check(
            id="client.02",
            title=say("it waits for the parameters before it guesses"),
            teaches=say("The protocol defines which side speaks first: here it is the server."),
            section=PARAMETERS_NOTE,
            script=_late_greeting,
            judge=_waits,
            needs=("client.01",),
            applies_to=lambda dialect: dialect.greets,
        ),
        Check(
            id="client.03",
            title=say("each guess is one whole message, and the next one waits for the answer"),
            teaches=say(
                "Both sides must agree on how a message ends; then it is the other side's turn."
            ),
            section=GAME_SECTION,
            script=_three_guesses,
            judge=_in_turn,
            needs=("client.02",),
        ),
    ]


async def _late_greeting(harness: ClientHarness) -> None:
    visit = await harness.visit(opponent(harness))
    await visit.introduce()
    await visit.settle(DELAY)
    await visit.greet()
    await visit.hear()


def _waits(transcript: Transcript) -> Finding:
    fault = never_came(transcript)
    if fault is not None:
        return fault
    early = said_before(transcript)
    if early:
        return Finding(
            verdict=Verdict.FAIL,
            words=say("it sends something before it has received the parameters"),
            look=READ_FIRST,
            expected=say("nothing, until the parameters have come"),
            received=early,
        )
    heard = None if client_messages(transcript) else stalled(transcript, A_GUESS)
    return first_fault(crashed(transcript), begins_otherwise(transcript), heard)


async def _three_guesses(harness: ClientHarness) -> None:
    visit = await harness.visit(opponent(harness))
    await visit.greet()
    for _ in range(3):
        message = await visit.hear()
        await visit.settle(0.2)  # in case it sends another one
        await visit.answer(message)


def _in_turn(transcript: Transcript) -> Finding:
    fault = never_came(transcript) or crashed(transcript) or begins_otherwise(transcript)
    if fault is not None:
        return fault
    dialect = transcript.dialect
    [conversation] = transcript.conversations
    turns = read_play(transcript).turns
    for turn in turns:
        if turn.guess is None:
            return no_number(turn, dialect, 0)
    together = _most_together(conversation, dialect)
    if len(together) > 1:
        return _out_of_turn(together, dialect)
    if len([turn for turn in turns if turn.answer is not None]) < 3:  # noqa: PLR2004 - as above
        return stalled(transcript, A_GUESS)
    return first_fault(no_newline(transcript))


def _most_together(conversation: Conversation, dialect: Dialect) -> list[bytes]:
    """Return the most guesses that a client sent without waiting for an answer."""
    framing, first = dialect.sends, len(dialect.flow.first)
    guesses: list[bytes] = []
    unread, heard = b"", 0
    for event in conversation.events:
        if isinstance(event, Received):
            messages, unread = framing.cut(unread + event.data)
            guesses += messages[max(0, first - heard) :]
            heard += len(messages)
        elif isinstance(event, Sent):
            if len(guesses) > 1:
                return guesses
            guesses = []
    return guesses


def _out_of_turn(guesses: list[bytes], dialect: Dialect) -> Finding:
    first, second, *_ = map(dialect.request, guesses)
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it guesses again before it has the answer"),
        look=say("After each send comes a receive, and only then the next guess."),
        expected=first,
        received=first + second,
    )
