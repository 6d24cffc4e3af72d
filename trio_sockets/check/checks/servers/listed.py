"""All checks of a server, in the order in which they are run."""

from dataclasses import replace
from functools import partial

from trio_sockets.check.checks.servers.echo import echo_checks, first_echo_checks
from trio_sockets.check.checks.servers.game_end import end_checks
from trio_sockets.check.checks.servers.game_players import leaving_checks, pair_checks
from trio_sockets.check.checks.servers.game_rules import greeting_checks, rule_checks
from trio_sockets.check.checks.servers.game_secret import secret_checks
from trio_sockets.check.checks.servers.game_tries import try_checks
from trio_sockets.check.checks.servers.game_wrong import wrong_guess_checks
from trio_sockets.check.checks.servers.leaks import leak_checks
from trio_sockets.check.checks.servers.line_cuts import cut_checks
from trio_sockets.check.checks.servers.line_wrong import wrong_line_checks
from trio_sockets.check.checks.servers.many import many_checks
from trio_sockets.check.checks.servers.one_reply import one_reply_checks, silence_checks
from trio_sockets.check.checks.servers.tcp import basic_checks, connection_checks
from trio_sockets.check.checks.servers.text import command_checks
from trio_sockets.check.checks.servers.text_errors import error_checks
from trio_sockets.check.checks.servers.text_time import time_checks
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.service_profile import (
    ECHO,
    GAME,
    TEXT,
    ServiceProfile,
    text_profile,
)
from trio_sockets.check.judging.server_end import in_view_of_its_end
from trio_sockets.check.model.case import Check

_PROVOKING = (
    "line.",
    "text.06",
    "text.07",
    "text.08",
    "text.09",
    "game.10",
    "game.11",
    "game.12",
    "many.05",
    "many.06",
)
"""The prefixes of the ids of checks that may crash a server."""


def server_checks(service: str, dialect: Dialect | None = None) -> list[Check[ServerHarness]]:
    """Return the checks of a service: those of the sheet, then of messages, then of many clients.

    No check needs a later one.

    :param service: ``echo``, ``text`` or ``game``.
    :param dialect: the dialect whose commands the text service has; None: all commands.
    :raises KeyError: the service has no checks.
    """
    if service == "text":
        checks = _text(TEXT if dialect is None else text_profile(dialect))
    else:
        checks = {"echo": _echo, "game": _game}[service]()
    return [
        replace(
            check,
            in_hindsight=partial(in_view_of_its_end, provoked=check.id.startswith(_PROVOKING)),
        )
        for check in checks
    ]


def _echo() -> list[Check[ServerHarness]]:
    crowds = [*many_checks(ECHO), *leak_checks(ECHO)]
    return [
        *basic_checks(ECHO),
        *silence_checks(ECHO),
        *first_echo_checks(),
        *connection_checks(ECHO),
        *echo_checks(),
        *(check for check in crowds if not check.for_messages),  # echo has no messages
    ]


def _text(profile: ServiceProfile) -> list[Check[ServerHarness]]:
    return [
        *basic_checks(profile),
        *connection_checks(profile),
        *one_reply_checks(profile),
        *command_checks(),
        *error_checks(),
        *time_checks(),
        *cut_checks(profile),
        *wrong_line_checks(profile),
        *many_checks(profile),
        *leak_checks(profile),
    ]


def _game() -> list[Check[ServerHarness]]:
    return [
        *basic_checks(GAME),
        *greeting_checks(),
        *connection_checks(GAME),
        *one_reply_checks(GAME),
        *rule_checks(),
        *try_checks(),
        *wrong_guess_checks(),
        *secret_checks(),
        *leaving_checks(),
        *cut_checks(GAME),
        *wrong_line_checks(GAME),
        *end_checks(),
        *many_checks(GAME),
        *pair_checks(),
        *leak_checks(GAME),
    ]
