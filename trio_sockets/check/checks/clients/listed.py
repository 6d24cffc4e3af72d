"""All checks of a client, in the order in which they are run."""

from typing import Literal, TypeAlias

from trio_sockets.check.checks.clients.bounds import below_zero, bound_checks
from trio_sockets.check.checks.clients.conversation import connects, talk_checks
from trio_sockets.check.checks.clients.ends import end_checks
from trio_sockets.check.checks.clients.faults import fault_checks
from trio_sockets.check.checks.clients.hints import hint_checks
from trio_sockets.check.checks.clients.pieces import piece_checks
from trio_sockets.check.checks.clients.turns import turn_checks
from trio_sockets.check.checks.clients.waiting import waiting_checks
from trio_sockets.check.harness.client_harness import ClientHarness
from trio_sockets.check.harness.client_profile import CLIENT_PROFILES
from trio_sockets.check.harness.scenario import GuessSource
from trio_sockets.check.model.case import Check

Mode: TypeAlias = Literal["plain", "hostile"]


def client_checks(
    service: str, mode: Mode, player: GuessSource = GuessSource.PROGRAM
) -> list[Check[ClientHarness]]:
    """Return the checks of a service's client.

    :param service: ``echo``, ``text`` or ``game``.
    :param mode: ``plain``: the server is correct; ``hostile``: it also fails on purpose.
    :param player: the source of the guesses. If they are typed, the checks of a good player do not
        apply.
    :raises KeyError: the service has no checks.
    """
    profile = CLIENT_PROFILES[service]
    typed = player is GuessSource.TYPED
    if profile.greets:
        hints = [] if typed else hint_checks()
        plain = [connects(profile), *turn_checks(), *bound_checks(), *hints, *end_checks()]
        first, last = "client.03", "client.04" if typed else "client.06"
    else:
        plain = [connects(profile), *talk_checks(profile)]
        first, last = "client.10", "client.11" if service == "echo" else "client.12"
    if mode == "plain":
        return plain
    return [
        *plain,
        *([below_zero()] if profile.greets else []),
        *piece_checks(profile, last),
        *fault_checks(profile, first),
        *waiting_checks(profile, first),
    ]
