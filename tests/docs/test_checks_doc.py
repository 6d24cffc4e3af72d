"""``docs/checks.md`` names every check there is, in the order in which they are run."""

import re
from collections.abc import Iterable
from typing import Any

from helpers.markdown_blocks import page
from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.model.case import Check, any_dialect

PAGE = page("checks.md")
SERVICES = ("echo", "text", "game")


def rows(lists: dict[str, list[Check[Any]]]) -> Iterable[str]:
    """Return the rows of a table of checks: each once, with the services that it is for."""
    yield "| check | for | it must | it teaches | only |"
    yield "|---|---|---|---|---|"
    checks = {check.id: check for checks in lists.values() for check in checks}
    for id_ in sorted(checks):
        check = checks[id_]
        services = [name for name in lists if id_ in {other.id for other in lists[name]}]
        written = "all" if len(services) == len(SERVICES) else ", ".join(services)
        only = {
            "1": check.for_messages,
            "2": check.for_commands,
            "3": check.for_lines,
            "4": check.several,
            "5": check.applies_to is not any_dialect,
        }
        limits = " ".join(number for number, holds in only.items() if holds)
        cells = [f"`{id_}`", written, check.title.read(), check.teaches.read(), limits]
        yield f"| {' | '.join(cells)} |".replace("  |", " |")


def section(name: str) -> list[str]:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", PAGE, re.DOTALL)
    assert found
    return found[1].split("\n")[:-1]


def test_every_check_of_a_server_has_its_row() -> None:
    assert section("servers") == list(rows({name: server_checks(name) for name in SERVICES}))


def test_every_check_of_a_client_has_its_row() -> None:
    lists = {name: client_checks(name, "hostile") for name in SERVICES}
    assert section("clients") == list(rows(lists))
