"""The profile of each service's clients, for the checks that all services share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import final

from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.service_profile import ECHO_SECTION, GAME_SECTION, TEXT_SECTION
from trio_sockets.check.opponents.responders import (
    HELLO,
    Opponent,
    Replier,
    Responder,
    commands_to_type,
    echoed,
    obeyed,
)
from trio_sockets.protocol.messages import Parameters
from trio_sockets.words import Words, say

USUAL = Parameters(1, 100, 7)
"""Parameters of a game that bisection always wins."""

GIVES_IN = 2
"""How many guesses the adversary resists in a check that only tests whether hints arrive."""


@final
@dataclass(frozen=True, slots=True)
class ClientProfile:
    """How the checker talks to a client of a service.

    :param service: the name of the service.
    :param section: the section of the lab sheet.
    :param awaited: what a client sends, as a noun for messages.
    :param responder: returns the server's side of a conversation.
    """

    service: str
    section: Words
    awaited: Words
    responder: Callable[[ClientHarness], Responder]

    @property
    def greets(self) -> bool:
        """Whether the server speaks first."""
        return self.service == "game"


def opponent(
    harness: ClientHarness, parameters: Parameters = USUAL, *, gives_in: int | None = None
) -> Opponent:
    """Return the server's side of a game.

    :param parameters: the parameters of the game, as far as the dialect lets the server choose
        them. If the dialect does not limit the tries, the server gives in after this many.
    """
    typed, dialect = harness.subject.scenario.guess, harness.dialect
    if gives_in is None and not dialect.limits_tries:
        gives_in = parameters.tries
    return Opponent(dialect, dialect.playable(parameters), gives_in=gives_in, typed=typed)


def _echo(harness: ClientHarness) -> Replier:
    typed = (harness.subject.scenario.lines or HELLO) if harness.subject.typed else ()
    return Replier(harness.dialect, partial(echoed, dialect=harness.dialect), typed)


def _text(harness: ClientHarness) -> Replier:
    lines = harness.subject.scenario.lines or commands_to_type(harness.dialect)
    typed = lines if harness.subject.typed else ()
    return Replier(harness.dialect, partial(obeyed, dialect=harness.dialect), typed)


ECHO = ClientProfile("echo", ECHO_SECTION, say("a message"), _echo)
TEXT = ClientProfile("text", TEXT_SECTION, say("a command"), _text)
GAME = ClientProfile(
    "game", GAME_SECTION, say("a guess"), lambda harness: opponent(harness, gives_in=GIVES_IN)
)
CLIENT_PROFILES = {profile.service: profile for profile in (ECHO, TEXT, GAME)}
