"""``docs/serving.md`` says what is true: the services, the limits and their options."""

import re

import pytest

from helpers.markdown_blocks import number, page, table
from trio_sockets import Deadlines, Limits, all_services
from trio_sockets.commands.options.cluster import ClusterOptions
from trio_sockets.commands.options.race import RaceOptions
from trio_sockets.commands.options.scores import ScoreOptions
from trio_sockets.commands.options.serve import (
    ClientLimitOptions,
    GameOptions,
    MetricsOptions,
    ProcessOptions,
    TimeoutOptions,
)
from trio_sockets.commands.options.transport import ProxyOptions, TlsOptions
from trio_sockets.protocol.line_session import MAX_ERRORS
from trio_sockets.protocol.lines import MAX_LINE
from trio_sockets.protocol.race.rules import MAX_PLAYERS
from trio_sockets.race.door import JOINS_PER_HOST
from trio_sockets.server.serve import DRAIN
from trio_sockets.services import DEFAULT_GAME

PAGE = page("serving.md")


def test_every_service_has_its_row_with_its_port() -> None:
    rows = table(PAGE, "service", "port")
    assert {row["service"]: int(row["port"]) for row in rows} == {
        service.name: service.port for service in all_services().values()
    }


DEFAULTS = {
    "--proxy-timeout": Deadlines().proxy,
    "--handshake-timeout": Deadlines().handshake,
    "--idle-timeout": Deadlines().idle,
    "--line-timeout": Deadlines().line,
    "--write-timeout": Deadlines().write,
    "--session-timeout": Deadlines().session,
    "--unterminated-timeout": Deadlines().unterminated,
    "--drain": DRAIN,
    "--race-countdown": RaceOptions().race_countdown,
    "--race-limit": RaceOptions().race_limit,
    "--workers": ProcessOptions().workers,
    "--max-clients": Limits().clients,
    "--max-clients-per-host": Limits().clients_per_host,
    "--race-joins-per-host": JOINS_PER_HOST,
}


@pytest.mark.parametrize("option", DEFAULTS)
def test_each_default_is_the_codes(option: str) -> None:
    [row] = [row for row in table(PAGE, "what", "default") if f"`{option}`" in row["option"]]
    [written] = re.findall(r"^(?:after )?([\d,.]+)", row["default"])
    assert number(written.rstrip(",")) == DEFAULTS[option]


def test_the_defaults_without_an_option_are_the_codes() -> None:
    defaults = {row["what"]: row["default"] for row in table(PAGE, "what", "default")}
    assert defaults["a line"] == f"{MAX_LINE:,} bytes"
    assert defaults["bad lines in a row"] == str(MAX_ERRORS)
    assert defaults["players in a room"] == str(MAX_PLAYERS)
    game = f"{DEFAULT_GAME.low} to {DEFAULT_GAME.high}, {DEFAULT_GAME.tries} tries"
    assert defaults["the mystery number"] == game


def test_every_option_of_the_server_that_is_a_limit_is_in_the_table() -> None:
    written = set(re.findall(r"--[a-z-]+", " ".join(r["option"] for r in table(PAGE, "what"))))
    fields = (*GameOptions.__annotations__, *RaceOptions.__annotations__)
    fields += (*TimeoutOptions.__annotations__, *ClientLimitOptions.__annotations__)
    fields += (*ProcessOptions.__annotations__, *TlsOptions.__annotations__)
    fields += (*ProxyOptions.__annotations__, *MetricsOptions.__annotations__)
    fields += (*ClusterOptions.__annotations__, *ScoreOptions.__annotations__)
    options = {"--" + field.replace("_", "-") for field in fields}
    assert written == options - {"--seed", "--inherit"}
