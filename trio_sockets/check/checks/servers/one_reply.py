"""The check that a server sends one reply for each request, on which all later checks rely."""

from functools import partial

from trio_sockets.check.checks.servers.serving import Script, ask
from trio_sockets.check.harness.opening import begin
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import ServiceProfile
from trio_sockets.check.harness.wire import SETTLED
from trio_sockets.check.judging.servers import first_fault, not_connected
from trio_sockets.check.judging.surplus import Surplus, pattern_of, surplus_of
from trio_sockets.check.judging.unclear import not_understood
from trio_sockets.check.model.case import Check, Judge
from trio_sockets.check.model.possibility import Possibility
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.sending import SEND_LINE
from trio_sockets.words import Words, say

REQUESTS = 2


def one_reply_checks(profile: ServiceProfile) -> list[Check[ServerHarness]]:
    """Return the check for a service with messages."""
    return [
        _check(profile, partial(_ask, profile), partial(_nothing_else, profile), needs="tcp.03")
    ]


def silence_checks(profile: ServiceProfile) -> list[Check[ServerHarness]]:
    """Return the check for echo, whose replies are bytes: nothing may come before them."""
    return [_check(profile, _listen, _silent, needs="tcp.01")]


def _check(
    profile: ServiceProfile, script: Script, judge: Judge, *, needs: str
) -> Check[ServerHarness]:
    return Check(
        id="tcp.06",
        title=say("each request gets one reply, and nothing else is sent"),
        teaches=say(
            "A client reads one reply for each request: an extra one shifts all later ones."
        ),
        section=profile.section,
        script=script,
        judge=judge,
        needs=(needs,),
    )


async def _listen(harness: ServerHarness) -> None:
    harness.has_banner = False  # until this check shows otherwise
    wire = await harness.connect()
    await begin(wire)
    await wire.settle(SETTLED)
    said = harness.transcript().after_greeting()
    is_a_line = said.endswith(b"\n") and said.count(b"\n") == 1
    harness.target.has_banner = is_a_line and not harness.dialect.greets


def _silent(transcript: Transcript) -> Finding:
    fault = not_connected(transcript)
    said = b"" if fault else transcript.after_greeting()
    return first_fault(fault, _too_much(Surplus(said, None), transcript) if said else None)


async def _ask(profile: ServiceProfile, harness: ServerHarness) -> None:
    harness.passed_over = ()  # until this check shows otherwise
    wire = await harness.connect()
    greeting = await profile.begin(wire)
    await wire.settle(SETTLED)
    for number in range(1 if harness.one_message else REQUESTS):
        await ask(profile, wire, number, greeting)
        await wire.settle(SETTLED)
    transcript = harness.transcript()
    patterns = [pattern_of(each, transcript) for each in _surplus(profile, transcript)]
    harness.target.pass_over(*dict.fromkeys(each for each in patterns if each is not None))


def _surplus(profile: ServiceProfile, transcript: Transcript) -> list[Surplus]:
    return surplus_of(transcript, 0, greetings=profile.skip)


def _nothing_else(profile: ServiceProfile, transcript: Transcript) -> Finding:
    fault = not_connected(transcript)
    surplus = [] if fault else _surplus(profile, transcript)
    return first_fault(fault, *(_too_much(each, transcript) for each in surplus))


def _too_much(surplus: Surplus, transcript: Transcript) -> Finding:
    unclear = not_understood(transcript.dialect, surplus.message, (Possibility.IGNORE,))
    return unclear or Finding(
        verdict=Verdict.FAIL,
        words=_words(surplus),
        look=_LINE_TWICE if surplus.is_blank else _look(surplus),
        expected=say("nothing before the first request")
        if surplus.reply is None
        else say("nothing before the next request"),
        received=surplus.message or b"\n",
    )


_LINE_TWICE = say(
    "Is the newline sent twice: once in the text, and once by {send_line}?",
    send_line=SEND_LINE,
)


def _words(surplus: Surplus) -> Words:
    if surplus.reply is None:
        if surplus.is_blank:
            return say("an empty line comes before the first request")
        return say("it sends a banner before the first request, which no client expects")
    if surplus.is_blank:
        return say("an empty line comes after the reply: a client takes it for the next reply")
    return say("one request got two replies: a client takes the second for the next reply")


def _look(surplus: Surplus) -> Words:
    if surplus.reply is None:
        return say("Did the class agree on a welcome message? If not, do not send one.")
    return say("Which other line of your program also sends something to the client?")
