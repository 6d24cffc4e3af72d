"""The pages of the checks name every check there is, by its id."""

import re
from collections.abc import Iterable
from typing import Any

import pytest

from helpers.markdown_blocks import page
from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.model.case import Check, any_dialect
from trio_sockets.language import Language, translator

PAGES = {"en": page("checks.md"), "fr": page("fr/checks.md")}
HEADS = {
    "en": "| check | for | it must | it teaches | only |",
    "fr": "| test | pour | ce qu'il faut | ce qu'on y apprend | seulement |",
}
ALL = {"en": "all", "fr": "tous"}
SERVICES = ("echo", "text", "game")


def tables(language: Language) -> dict[str, list[str]]:
    """Return the tables of a page, in its language."""
    return {
        "servers": list(rows({name: server_checks(name) for name in SERVICES}, language)),
        "clients": list(
            rows({name: client_checks(name, "hostile") for name in SERVICES}, language)
        ),
    }


def rows(lists: dict[str, list[Check[Any]]], language: Language) -> Iterable[str]:
    """Return the rows of a table of checks: each once, with the services that it is for."""
    yield HEADS[language]
    yield "|---|---|---|---|---|"
    translate = translator(language)
    checks = {check.id: check for checks in lists.values() for check in checks}
    for id_ in sorted(checks):
        check = checks[id_]
        services = [name for name in lists if id_ in {other.id for other in lists[name]}]
        written = ALL[language] if len(services) == len(SERVICES) else ", ".join(services)
        only = {
            "1": check.for_messages,
            "2": check.for_commands,
            "3": check.for_lines,
            "4": check.several,
            "5": check.applies_to is not any_dialect,
        }
        limits = " ".join(number for number, holds in only.items() if holds)
        cells = [
            f"`{id_}`",
            written,
            check.title.read(translate),
            check.teaches.read(translate),
            limits,
        ]
        yield f"| {' | '.join(cells)} |".replace("  |", " |")


def section(text: str, name: str) -> list[str]:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    assert found
    return found[1].split("\n")[:-1]


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("name", ["servers", "clients"])
def test_every_check_has_its_row(language: Language, name: str) -> None:
    assert section(PAGES[language], name) == tables(language)[name]
