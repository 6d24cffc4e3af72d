"""All checks of a client, in the order in which they are run."""

from typing import Literal, TypeAlias

from trio_sockets.check.case import Check
from trio_sockets.check.checks.clients_ends import end_checks
from trio_sockets.check.checks.clients_faults import fault_checks
from trio_sockets.check.checks.clients_game import below_zero, rule_checks
from trio_sockets.check.checks.clients_hints import hint_checks
from trio_sockets.check.checks.clients_pieces import piece_checks
from trio_sockets.check.checks.clients_talk import connects, talk_checks
from trio_sockets.check.checks.clients_waiting import waiting_checks
from trio_sockets.check.client_lab import ClientLab
from trio_sockets.check.client_talk import CLIENT_TALKS
from trio_sockets.check.scenario import Player

Mode: TypeAlias = Literal["plain", "hostile"]


def client_checks(
    service: str, mode: Mode, player: Player = Player.PROGRAM
) -> list[Check[ClientLab]]:
    """Return the checks of a service's client.

    :param service: ``echo``, ``text`` or ``game``.
    :param mode: ``plain``: its server behaves well; ``hostile``: not always.
    :param player: whoever types knows how to play: the program is not asked whether it does.
    :raises KeyError: there are none for the service.
    """
    talk = CLIENT_TALKS[service]
    typed = player is Player.TYPED
    if talk.greets:
        hints = [] if typed else hint_checks()
        plain = [connects(talk), *rule_checks(), *hints, *end_checks()]
        first, last = "client.03", "client.04" if typed else "client.06"
    else:
        plain = [connects(talk), *talk_checks(talk)]
        first, last = "client.10", "client.11" if service == "echo" else "client.12"
    if mode == "plain":
        return plain
    return [
        *plain,
        *([below_zero()] if talk.greets else []),
        *piece_checks(talk, last),
        *fault_checks(talk, first),
        *waiting_checks(talk, first),
    ]
