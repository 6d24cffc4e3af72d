"""One event is one physical line, whatever it holds."""

import io
import json
import os
from collections.abc import Iterator

import pytest
import structlog

from trio_sockets.logs import Format, Level, configure_logs
from trio_sockets.output.backlog import BYTES
from trio_sockets.output.streams import in_background


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def buggy() -> None:
    raise RuntimeError("a bug,\non purpose")


def logged(log_format: Format, level: Level = "info") -> io.StringIO:
    """Configure the logs, log what a handler's bug and a hostile client would, return it."""
    output = io.StringIO()
    configure_logs(level, log_format, output)
    log = structlog.get_logger()
    log.debug("too small")
    log.info("client gone", peer="127.0.0.1:1", text="a\n\x1b[2J\u2028b\u202e")
    try:
        buggy()
    except RuntimeError as error:
        log.error("client gone", ended="fault", exc_info=error)  # noqa: TRY400 - as the server does
    return output


@pytest.mark.parametrize("log_format", ["human", "json"])
def test_an_event_is_a_line_with_nothing_that_steers_a_terminal(log_format: Format) -> None:
    lines = logged(log_format).getvalue().split("\n")
    assert len(lines) == 3
    assert lines[-1] == ""
    assert all(line.isprintable() for line in lines)


def test_json_holds_the_fault_and_where_it_was_raised() -> None:
    gone, fault = map(json.loads, logged("json").getvalue().splitlines())
    assert gone["text"] == r"a\n\x1b[2J\u2028b\u202e"
    assert gone["timestamp"].endswith("Z")
    assert fault["level"] == "error"
    assert fault["fault"] == r"RuntimeError('a bug,\non purpose')"
    assert fault["at"].rpartition(":")[0] == __file__
    assert "exc_info" not in fault


def test_a_fault_that_was_never_raised_has_no_place() -> None:
    output = io.StringIO()
    configure_logs("info", "json", output)
    structlog.get_logger().error("odd", exc_info=ValueError("x"))
    assert "at" not in json.loads(output.getvalue())


def test_what_is_below_the_level_is_not_logged() -> None:
    assert len(logged("json", "error").getvalue().splitlines()) == 1
    assert len(logged("json", "debug").getvalue().splitlines()) == 3


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("output", "environment", "coloured"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
    ],
)
def test_colours_are_those_that_rich_would_use(
    monkeypatch: pytest.MonkeyPatch,
    output: io.StringIO,
    environment: dict[str, str],
    coloured: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    configure_logs("info", "human", output)
    structlog.get_logger().info("hello")
    assert ("\x1b[" in output.getvalue()) is coloured


def test_lines_that_were_dropped_are_an_event_whatever_the_level() -> None:
    near, far = os.pipe()
    try:
        plain = open(far, "w", closefd=False)  # noqa: SIM115 - the new one keeps it
        output = in_background(plain)
        configure_logs("error", "json", output, pid=7)
        output.write((BYTES + 1) * "x" + "\n")
        event = json.loads(os.read(near, 1000))
    finally:
        os.close(near)
        os.close(far)
    assert event.pop("timestamp").endswith("Z")
    assert event == {"event": "log lines dropped", "level": "warning", "lines": 1, "pid": 7}
