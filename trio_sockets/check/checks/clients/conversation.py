"""Checks of how a client connects, and of clients of echo and text with a correct server."""

from dataclasses import replace
from functools import partial

from trio_sockets.check.checks.clients.guesses import begins_otherwise, no_newline
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.client_profile import ClientProfile
from trio_sockets.check.judging.client_game import client_messages
from trio_sockets.check.judging.clients import (
    crashed,
    exit_status_of,
    never_came,
    stalled,
    still_runs,
    wrong_exit_code,
)
from trio_sockets.check.judging.servers import first_fault
from trio_sockets.check.judging.unclear import not_understood
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.exit_status import typed_lines
from trio_sockets.check.model.possibility import Possibility
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.opponents.responders import argument_of, commands_to_type, made_of
from trio_sockets.check.programming.sending import SEND_ALL
from trio_sockets.check.programming.user import INPUT_END, PRINT
from trio_sockets.check.programming.values import DECODE
from trio_sockets.words import say


def connects(profile: ClientProfile) -> Check[ClientHarness]:
    """Return the check that all others need."""
    return Check(
        id="client.01",
        title=say("it connects to the server"),
        teaches=say("A client knows its server's address and connects; then it sends or receives."),
        section=profile.section,
        script=lambda harness: harness.visit(profile.responder(harness)),
        judge=lambda transcript: first_fault(never_came(transcript)),
    )


def talk_checks(profile: ClientProfile) -> list[Check[ClientHarness]]:
    """Return the checks of a client of echo or text."""
    typed = profile.service == "text"

    async def converse(harness: ClientHarness) -> None:
        await (await harness.visit(profile.responder(harness))).converse()

    return [
        Check(
            id="client.10",
            title=say("it sends complete commands, one in each message")
            if typed
            else say("it sends something"),
            teaches=say("The server sees only the bytes that you pass to {send}.", send=SEND_ALL),
            section=profile.section,
            script=converse,
            judge=partial(_sends, profile=profile),
            needs=("client.01",),
        ),
        Check(
            id="client.11",
            title=say("it reads the replies, and ends after the last one"),
            teaches=say(
                "A client that is done closes its socket: the server sees the end of the stream."
            ),
            section=profile.section,
            script=converse,
            judge=partial(_ends, profile=profile),
            needs=("client.10",),
        ),
        Check(
            id="client.12",
            title=say("it shows the replies"),
            teaches=say(
                "A socket carries bytes: {decode} turns them into text for the user.",
                decode=DECODE,
            ),
            section=profile.section,
            script=converse,
            judge=_shows_text if typed else _shows_anything,
            needs=("client.11",),
        ),
    ]


def unshown(transcript: Transcript) -> Finding | None:
    """Find a reply of the text service that was not printed as a whole."""
    dialect = transcript.dialect
    output = exit_status_of(transcript, 0).output
    for message in client_messages(transcript):
        text = message.decode(errors="replace")
        if all(argument_of(text, command) is None for command in (dialect.upper, dialect.lower)):
            continue  # a time may be shown in another form
        reply = made_of(text, dialect).encode()
        if reply not in output:
            return Finding(
                verdict=Verdict.FAIL,
                words=say(
                    "it does not show the reply to {command}: {reply}", command=text, reply=reply
                ),
                look=say("Is each reply received to its end, and printed?"),
            )
    return None


def silent(transcript: Transcript, profile: ClientProfile) -> Finding | None:
    """Return a finding if a client did not send everything that it should."""
    heard = client_messages(transcript)
    # A client of echo may send the typed text in any pieces.
    due = 1 if profile.service == "echo" else max(1, len(typed_lines(transcript)))
    return stalled(transcript, profile.awaited) if len(heard) < due else None


def _sends(transcript: Transcript, profile: ClientProfile) -> Finding:
    fault = never_came(transcript)
    if fault is not None:
        return fault
    fault = begins_otherwise(transcript) or silent(transcript, profile)
    if fault is not None:
        return first_fault(crashed(transcript), fault)
    if profile.service == "echo":
        return PASSED
    typed = typed_lines(transcript)
    for message in client_messages(transcript)[: len(typed) or None]:
        text = message.decode(errors="replace")
        if not _is_command(text, transcript.dialect) and text not in typed:
            [example, *_] = commands_to_type(transcript.dialect)
            expected = say("a command, such as {example}", example=example)
            could_be = (Possibility.COMMAND, Possibility.IGNORE)
            unclear = not_understood(transcript.dialect, message, could_be, expected=expected)
            return unclear or Finding(
                verdict=Verdict.FAIL,
                words=say("this is not a command"),
                look=say(
                    "Send the command and its argument together, with {send}, and nothing else.",
                    send=SEND_ALL,
                ),
                expected=expected,
                received=message,
            )
    return first_fault(no_newline(transcript))


def _is_command(text: str, dialect: Dialect) -> bool:
    arguments = [argument_of(text, command) for command in (dialect.upper, dialect.lower)]
    is_datenow = dialect.datenow and text.strip().casefold() == dialect.datenow.casefold()
    return arguments != [None, None] or bool(is_datenow)


def _ends(transcript: Transcript, profile: ClientProfile) -> Finding:
    fault = never_came(transcript)
    if fault is not None:
        return fault
    typed = typed_lines(transcript)
    after = say("the end of its input") if typed else say("its last message was answered")
    look = say("Leave the loop when the input ends, and close the socket.")
    fault = still_runs(transcript, after, look=look)
    if fault is not None:
        return fault
    fault = silent(transcript, profile)
    if fault is not None:
        return first_fault(crashed(transcript), fault)
    fault = crashed(transcript) or wrong_exit_code(transcript)
    if fault is not None and typed:
        return replace(
            fault,
            verdict=Verdict.LENIENT,
            look=say(
                "The input ends with Ctrl-D (Ctrl-Z on Windows), and then "
                "{input_end}: leave the loop.",
                input_end=INPUT_END,
            ),
        )
    return first_fault(fault)


def _shows_text(transcript: Transcript) -> Finding:
    return first_fault(never_came(transcript) or unshown(transcript))


def _shows_anything(transcript: Transcript) -> Finding:
    if never_came(transcript) or exit_status_of(transcript, 0).output.strip():
        return first_fault(never_came(transcript))
    return Finding(
        verdict=Verdict.LENIENT,
        words=say("it prints nothing"),
        look=say("Show the user each reply, with {print}.", print=PRINT),
    )
