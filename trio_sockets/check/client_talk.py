"""How the clients of each service are talked to, for the checks that are the same for all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import final

from trio_sockets.check.client_lab import ClientLab
from trio_sockets.check.responders import (
    HELLO,
    Opponent,
    Replier,
    Responder,
    commands_to_type,
    echoed,
    obeyed,
)
from trio_sockets.check.talk import ECHO_SECTION, GAME_SECTION, TEXT_SECTION
from trio_sockets.check.words import Words, say
from trio_sockets.protocol.messages import Parameters

USUAL = Parameters(1, 100, 7)
"""A game that who halves what is left always wins."""

GIVES_IN = 2
"""Guesses that are resisted where it is to be seen whether hints arrive, and no more than that."""


@final
@dataclass(frozen=True, slots=True)
class ClientTalk:
    """How a client of a service is talked to.

    :param service: its name.
    :param section: of the sheet.
    :param awaited: what a client sends.
    :param responder: makes the server's side of a conversation.
    """

    service: str
    section: Words
    awaited: Words
    responder: Callable[[ClientLab], Responder]

    @property
    def greets(self) -> bool:
        """Whether the server speaks first."""
        return self.service == "game"


def opponent(
    lab: ClientLab, parameters: Parameters = USUAL, *, gives_in: int | None = None
) -> Opponent:
    """Return the server's side of a game."""
    typed = lab.subject.scenario.guess
    return Opponent(lab.dialect, parameters, gives_in=gives_in, typed=typed)


def _echo(lab: ClientLab) -> Replier:
    typed = (lab.subject.scenario.lines or HELLO) if lab.subject.typed else ()
    return Replier(echoed, typed)


def _text(lab: ClientLab) -> Replier:
    lines = lab.subject.scenario.lines or commands_to_type(lab.dialect)
    return Replier(partial(obeyed, dialect=lab.dialect), lines if lab.subject.typed else ())


ECHO = ClientTalk("echo", ECHO_SECTION, say("a message"), _echo)
TEXT = ClientTalk("text", TEXT_SECTION, say("a command"), _text)
GAME = ClientTalk(
    "game", GAME_SECTION, say("a guess"), lambda lab: opponent(lab, gives_in=GIVES_IN)
)
CLIENT_TALKS = {talk.service: talk for talk in (ECHO, TEXT, GAME)}
