"""The check of two messages of the server in one packet."""

from functools import partial

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.client_profile import ClientProfile, opponent
from trio_sockets.check.harness.recorded_stream import StopScript
from trio_sockets.check.judging.client_game import client_messages
from trio_sockets.check.judging.clients import crashed_on, exit_status_of, never_came
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.words import say

LOOK = say("What follows the first newline belongs to the next message: keep it.")

GOODBYE = "shutting-down"
"""A word that no client prints by itself."""


def glued(profile: ClientProfile, needs: str) -> Check[ClientHarness]:
    """Return the check. After the expected message comes another one: the server is about to stop.

    :param needs: the id of the check that the client reads a single message.
    """
    return Check(
        id="client.16",
        title=say("it separates two messages that arrive in one packet"),
        teaches=say("TCP keeps no message boundaries: two messages may arrive at once."),
        section=profile.section,
        script=partial(_glue, profile=profile),
        judge=partial(_takes_apart, profile=profile),
        needs=(needs,),
        for_messages=True,
        several=True,
    )


async def _glue(harness: ClientHarness, profile: ClientProfile) -> None:
    goodbye = harness.dialect.reply(_goodbye(harness.dialect, profile))
    if _begins_with_it(harness.dialect):
        visit = await harness.visit(opponent(harness))
        await visit.introduce()
        await visit.wire.send(visit.responder.greeting + goodbye + visit.responder.prompt)
    else:
        visit = await harness.visit(profile.responder(harness))
        await visit.greet()
        answer = visit.responder.answer(await visit.hear())
        await visit.wire.send((answer or b"") + goodbye)
    try:
        await visit.hear()
        await visit.read()
    except StopScript:
        await visit.leave()


def _begins_with_it(dialect: Dialect) -> bool:
    """Tell whether the first expected message is the greeting of a game."""
    return dialect.service == "game" and dialect.greets


def _goodbye(dialect: Dialect, profile: ClientProfile) -> str:
    """Return an unsolicited error: the server is about to stop."""
    words = f"{GOODBYE} the server is about to stop"
    if profile.service == "text":
        patterns = dialect.text_error
        return patterns[0].write({"words": words}) if patterns else f"ERR {words}"
    if Kind.ERROR in dialect.game:
        return dialect.message(Kind.ERROR, words=words)
    return dialect.message(Kind.LOSE if Kind.LOSE in dialect.game else Kind.WIN, number=1, used=0)


def _takes_apart(transcript: Transcript, profile: ClientProfile) -> Finding:
    fault = never_came(transcript) or crashed_on(transcript, LOOK)
    if fault is not None:
        return fault
    [conversation] = transcript.conversations
    output = exit_status_of(transcript, 0).output
    goodbye = _goodbye(transcript.dialect, profile).encode()
    more = len(client_messages(transcript)) > (1 if _begins_with_it(transcript.dialect) else 2)
    if conversation.end is not None or more or goodbye in output or GOODBYE.encode() in output:
        return PASSED
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it lost the second of two messages: {message}", message=goodbye),
        look=LOOK,
        expected=say("it reads both, then tells the user, continues or ends"),
        received=b"",
    )
