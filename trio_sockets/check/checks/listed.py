"""All checks of a server, in the order in which they are run."""

from trio_sockets.check.case import Check
from trio_sockets.check.checks.connections import connection_checks
from trio_sockets.check.checks.echo import echo_checks
from trio_sockets.check.checks.game import game_checks
from trio_sockets.check.checks.game_secret import secret_checks
from trio_sockets.check.checks.game_wrong import wrong_guess_checks
from trio_sockets.check.checks.lines import line_checks
from trio_sockets.check.checks.text import text_checks
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import ECHO, GAME, TEXT


def server_checks(service: str) -> list[Check[ServerLab]]:
    """Return the checks of a service.

    :param service: ``echo``, ``text`` or ``game``.
    :raises KeyError: there are none for it.
    """
    return {
        "echo": [*connection_checks(ECHO), *echo_checks()],
        "text": [*connection_checks(TEXT), *line_checks(TEXT), *text_checks()],
        "game": [
            *connection_checks(GAME),
            *line_checks(GAME),
            *game_checks(),
            *wrong_guess_checks(),
            *secret_checks(),
        ],
    }[service]
