"""The check that a server can be started again at once, at the port that it had."""

from functools import partial

from trio_sockets.check.checks.servers.serving import (
    answered,
    ask,
)
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import ServiceProfile
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.server_end import RESTARTED
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.programming.connecting import REUSE_ADDRESS
from trio_sockets.words import say

IN_BACKGROUND = "goes on in the background"
"""The name of the fact: whether the program had ended, and other processes of it had not."""


def restart_check(profile: ServiceProfile) -> Check[ServerHarness]:
    """Return it for a service."""
    return Check(
        id="tcp.05",
        title=say("it can be restarted at once"),
        teaches=say("The port of a server that closed first stays in TIME_WAIT for a minute."),
        section=profile.section,
        script=partial(_second_start, profile),
        judge=partial(_starts_again, profile),
        needs=("tcp.03",),
        for_commands=True,
    )


async def _second_start(profile: ServiceProfile, harness: ServerHarness) -> None:
    first = await harness.connect()
    await ask(profile, first, 0)
    program = harness.target.program
    harness.facts[IN_BACKGROUND] = program is not None and program.goes_on_in_background()
    harness.facts[RESTARTED] = True
    await harness.target.stop()  # the program closes first: its port enters TIME_WAIT
    try:
        await harness.target.restart(same_port=True)
        await ask(profile, await harness.connect(), 1)
    finally:
        await first.leave(rudely=True)  # the RST frees it, also for a program that failed here


def _starts_again(profile: ServiceProfile, transcript: Transcript) -> Finding:
    if transcript.facts.get(IN_BACKGROUND):
        return Finding(
            verdict=Verdict.FAIL,
            words=say(
                "it ends at once and goes on in the background, as a daemon: started again, it "
                "finds its port taken by itself"
            ),
            look=say(
                "Stay in the foreground, and let no process outlive the program: its user wants to "
                "end it with Ctrl-C."
            ),
        )
    look = say(
        "The port is kept for a minute after a server has closed first: {reuse}.",
        reuse=REUSE_ADDRESS,
    )
    return answered(profile, 0, 1, exactly=False, look=look)(transcript)
