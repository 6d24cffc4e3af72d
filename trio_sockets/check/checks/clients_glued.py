"""The check of clients whose server's messages come two in a packet: TCP has no messages."""

from functools import partial

from trio_sockets.check.case import Check
from trio_sockets.check.client_judging import crashed_on, ending_of, never_came
from trio_sockets.check.client_lab import ClientLab
from trio_sockets.check.client_talk import ClientTalk, opponent
from trio_sockets.check.dialect import Dialect, Kind
from trio_sockets.check.guesses import client_messages
from trio_sockets.check.responders import write
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.wire import Enough
from trio_sockets.check.words import say

LOOK = say("What comes behind the first newline belongs to the next message: keep it.")

GOODBYE = "shutting-down"
"""A word that no client says by itself."""


def glued(talk: ClientTalk, needs: str) -> Check[ClientLab]:
    """Return it. Behind the message that is due comes one that is not: the server is to stop.

    :param needs: the check that shows that it understands what comes alone.
    """
    return Check(
        id="client.16",
        title=say("it takes two messages apart that come in one packet"),
        teaches=say("TCP has no messages: two that were sent apart may be received at once."),
        section=talk.section,
        script=partial(_glue, talk=talk),
        judge=partial(_takes_apart, talk=talk),
        needs=(needs,),
        for_messages=True,
    )


async def _glue(lab: ClientLab, talk: ClientTalk) -> None:
    goodbye = _goodbye(lab.dialect, talk)
    if talk.greets:
        visit = await lab.visit(opponent(lab))
        await visit.wire.send(visit.responder.greeting + goodbye)
    else:
        visit = await lab.visit(talk.responder(lab))
        answer = visit.responder.answer(await visit.hear())
        await visit.wire.send((answer or b"") + goodbye)
    try:
        await visit.hear()
        await visit.read()
    except Enough:
        await visit.leave()


def _goodbye(dialect: Dialect, talk: ClientTalk) -> bytes:
    """Return an error that comes unasked: the server is about to stop."""
    words = f"{GOODBYE} the server is about to stop"
    if talk.service == "text":
        patterns = dialect.text_error
        return dialect.reply(patterns[0].write({"words": words}) if patterns else f"ERR {words}")
    if Kind.ERROR in dialect.game:
        return write(dialect, Kind.ERROR, words=words)
    return write(dialect, Kind.LOSE, number=1, used=0)


def _takes_apart(transcript: Transcript, talk: ClientTalk) -> Finding:
    fault = never_came(transcript) or crashed_on(transcript, LOOK)
    if fault is not None:
        return fault
    [conversation] = transcript.conversations
    output = ending_of(transcript, 0).output
    goodbye = conversation.sent.rstrip(b"\n").rpartition(b"\n")[2]
    more = len(client_messages(transcript)) > (1 if talk.greets else 2)
    if conversation.end is not None or more or goodbye in output or GOODBYE.encode() in output:
        return PASSED
    return Finding(
        verdict=Verdict.FAIL,
        words=say("it has lost the second of two messages: {message}", message=goodbye),
        look=LOOK,
        expected=say("that it reads both, and tells the user, or goes on, or ends"),
        received=b"",
    )
