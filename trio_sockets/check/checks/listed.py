"""All checks of a server, in the order in which they are run."""

from trio_sockets.check.case import Check
from trio_sockets.check.checks.echo import echo_checks, first_echo_checks
from trio_sockets.check.checks.game_end import end_checks
from trio_sockets.check.checks.game_players import leaving_checks, pair_checks
from trio_sockets.check.checks.game_rules import greeting_checks, rule_checks
from trio_sockets.check.checks.game_secret import secret_checks
from trio_sockets.check.checks.game_tries import try_checks
from trio_sockets.check.checks.game_wrong import wrong_guess_checks
from trio_sockets.check.checks.hoarding import hoarding_checks
from trio_sockets.check.checks.line_cuts import cut_checks
from trio_sockets.check.checks.line_wrong import wrong_line_checks
from trio_sockets.check.checks.many import many_checks
from trio_sockets.check.checks.tcp import basic_checks, connection_checks
from trio_sockets.check.checks.text import command_checks
from trio_sockets.check.checks.text_errors import error_checks
from trio_sockets.check.checks.text_time import time_checks
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import ECHO, GAME, TEXT


def server_checks(service: str) -> list[Check[ServerLab]]:
    """Return the checks of a service: what the sheet asks for, then messages, then many clients.

    No check needs one that comes after it.

    :param service: ``echo``, ``text`` or ``game``.
    :raises KeyError: there are none for it.
    """
    return {"echo": _echo, "text": _text, "game": _game}[service]()


def _echo() -> list[Check[ServerLab]]:
    crowds = [*many_checks(ECHO), *hoarding_checks(ECHO)]
    return [
        *basic_checks(ECHO),
        *first_echo_checks(),
        *connection_checks(ECHO),
        *echo_checks(),
        *(check for check in crowds if not check.for_messages),  # echo knows no messages
    ]


def _text() -> list[Check[ServerLab]]:
    return [
        *basic_checks(TEXT),
        *connection_checks(TEXT),
        *command_checks(),
        *error_checks(),
        *time_checks(),
        *cut_checks(TEXT),
        *wrong_line_checks(TEXT),
        *many_checks(TEXT),
        *hoarding_checks(TEXT),
    ]


def _game() -> list[Check[ServerLab]]:
    return [
        *basic_checks(GAME),
        *greeting_checks(),
        *connection_checks(GAME),
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
        *hoarding_checks(GAME),
    ]
