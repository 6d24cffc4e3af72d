"""Checks of how a client connects, and of a client of echo or text that is well served."""

from dataclasses import replace
from functools import partial

from trio_sockets.check.case import Check
from trio_sockets.check.checks.clients_guesses import no_newline
from trio_sockets.check.client_judging import (
    crashed,
    ending_of,
    never_came,
    stalled,
    still_runs,
    wrong_exit_code,
)
from trio_sockets.check.client_lab import ClientLab
from trio_sockets.check.client_talk import ClientTalk
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.ending import typed_lines
from trio_sockets.check.guesses import client_messages
from trio_sockets.check.judging import first_fault
from trio_sockets.check.responders import argument_of, obeyed
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import PASSED, Finding, Verdict
from trio_sockets.check.words import say


def connects(talk: ClientTalk) -> Check[ClientLab]:
    """Return the check that all others need."""
    return Check(
        id="client.01",
        title=say("it connects to the server"),
        teaches=say("A client knows where its server is, and connects; then it sends or receives."),
        section=talk.section,
        script=lambda lab: lab.visit(talk.responder(lab)),
        judge=lambda transcript: first_fault(never_came(transcript)),
        seconds=15,
    )


def talk_checks(talk: ClientTalk) -> list[Check[ClientLab]]:
    """Return those of a client of echo or text."""
    typed = talk.service == "text"

    async def converse(lab: ClientLab) -> None:
        await (await lab.visit(talk.responder(lab))).converse()

    return [
        Check(
            id="client.10",
            title=say("it sends whole commands, one a message")
            if typed
            else say("it sends something"),
            teaches=say("sendall() takes bytes, and the server sees nothing but them."),
            section=talk.section,
            script=converse,
            judge=partial(_sends, talk=talk),
            needs=("client.01",),
        ),
        Check(
            id="client.11",
            title=say("it reads the replies, and ends when all is said"),
            teaches=say("Who has nothing more to say closes the socket: the other side sees it."),
            section=talk.section,
            script=converse,
            judge=partial(_ends, talk=talk),
            needs=("client.10",),
        ),
        Check(
            id="client.12",
            title=say("it shows the replies"),
            teaches=say("recv() gives bytes: decode() makes text of them, for a person to read."),
            section=talk.section,
            script=converse,
            judge=_shows_text if typed else _shows_anything,
            needs=("client.11",),
        ),
    ]


def unshown(transcript: Transcript) -> Finding | None:
    """Find a reply of the text service that was not printed, or not in one piece."""
    dialect = transcript.dialect
    output = ending_of(transcript, 0).output
    for message in client_messages(transcript):
        text = message.decode(errors="replace")
        if all(argument_of(text, command) is None for command in (dialect.upper, dialect.lower)):
            continue  # a time may be shown in another form
        reply = obeyed(message, dialect).rstrip(b"\n")
        if reply not in output:
            return Finding(
                verdict=Verdict.FAIL,
                words=say(
                    "it does not show the reply to {command}: {reply}", command=text, reply=reply
                ),
                look=say("Is each reply received to its end, and printed?"),
            )
    return None


def silent(transcript: Transcript, talk: ClientTalk) -> Finding | None:
    """Find that a client did not say all it had to."""
    heard = client_messages(transcript)
    # A client of echo may send what is typed in any pieces.
    due = 1 if talk.service == "echo" else max(1, len(typed_lines(transcript)))
    return stalled(transcript, talk.awaited) if len(heard) < due else None


def _sends(transcript: Transcript, talk: ClientTalk) -> Finding:
    fault = never_came(transcript)
    if fault is not None:
        return fault
    fault = silent(transcript, talk)
    if fault is not None:
        return first_fault(crashed(transcript), fault)
    if talk.service == "echo":
        return PASSED
    typed = typed_lines(transcript)
    for message in client_messages(transcript)[: len(typed) or None]:
        text = message.decode(errors="replace")
        if not _is_command(text, transcript.dialect) and text not in typed:
            example = transcript.dialect.upper.replace("{text}", "hello")
            return Finding(
                verdict=Verdict.FAIL,
                words=say("this is no command"),
                look=say("Send the command and its argument in one sendall(), and nothing else."),
                expected=say("a command, such as {example}", example=example),
                received=message,
            )
    return first_fault(no_newline(transcript))


def _is_command(text: str, dialect: Dialect) -> bool:
    arguments = [argument_of(text, command) for command in (dialect.upper, dialect.lower)]
    return arguments != [None, None] or text.strip().casefold() == dialect.datenow.casefold()


def _ends(transcript: Transcript, talk: ClientTalk) -> Finding:
    fault = never_came(transcript)
    if fault is not None:
        return fault
    typed = typed_lines(transcript)
    after = say("the end of its input") if typed else say("its last message was answered")
    look = say("Leave the loop when the input ends, and close the socket.")
    fault = still_runs(transcript, after, look=look)
    if fault is not None:
        return fault
    fault = silent(transcript, talk)
    if fault is not None:
        return first_fault(crashed(transcript), fault)
    fault = crashed(transcript) or wrong_exit_code(transcript)
    if fault is not None and typed:
        return replace(
            fault,
            verdict=Verdict.LENIENT,
            look=say("The input ends with Ctrl-D (Ctrl-Z on Windows): catch EOFError or its like."),
        )
    return first_fault(fault)


def _shows_text(transcript: Transcript) -> Finding:
    return first_fault(never_came(transcript) or unshown(transcript))


def _shows_anything(transcript: Transcript) -> Finding:
    if never_came(transcript) or ending_of(transcript, 0).output.strip():
        return first_fault(never_came(transcript))
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("it prints nothing"),
        look=say("Print what recv() returned."),
    )
