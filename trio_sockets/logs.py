"""The format of the server's logs. Only the command configures them: an embedder has its own."""

import logging
import traceback
from functools import partial
from typing import Any, Literal, TextIO, TypeAlias

import structlog
from rich.console import Console
from structlog.typing import EventDict, Processor, WrappedLogger

from trio_sockets.output.streams import tell_of_dropped_lines
from trio_sockets.visible import visible

Level: TypeAlias = Literal["debug", "info", "warning", "error"]
Format: TypeAlias = Literal["human", "json"]


def configure_logs(
    level: Level, log_format: Format, output: TextIO, *, pid: int | None = None
) -> None:
    """Log to `output`, one physical line an event, whatever the event holds.

    :param level: events below it are not even formatted.
    :param log_format: ``human`` is in colour where Rich would use any, see `in_colour`.
    :param output: standard error, as a rule. If it drops lines, the log says how many, whatever its
        level: lines of that level were among them.
    :param pid: names the process in every event, where several write to one output.
    """
    renderer: Processor
    if log_format == "json":
        renderer = structlog.processors.JSONRenderer(sort_keys=False)
    else:
        renderer = structlog.dev.ConsoleRenderer(
            colors=in_colour(output), sort_keys=False, pad_event_to=0
        )
    processors: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([] if pid is None else [partial(name_the_process, pid)]),
        name_the_fault,
        make_visible,
        renderer,
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.WriteLoggerFactory(output),
        cache_logger_on_first_use=True,
    )
    tell_of_dropped_lines(output, partial(_dropped, processors))


def in_colour(output: TextIO) -> bool:
    """Return whether Rich, with which all else is shown, would use colours.

    It heeds NO_COLOR, FORCE_COLOR and TERM=dumb: see https://no-color.org/,
    https://force-color.org/ and Rich's "Console API".
    """
    console = Console(file=output)
    plain = console.no_color or console.legacy_windows  # which takes no escape sequences
    return console.color_system is not None and not plain


def _dropped(processors: list[Processor], lines: int) -> str:
    event: Any = {"event": "log lines dropped", "lines": lines}
    for process in processors:
        event = process(None, "warning", event)
    return f"{event}\n"


def name_the_fault(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put an exception on the event's own line: what it was, and where it was raised."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["fault"] = repr(error)
        frames = traceback.extract_tb(error.__traceback__)
        if frames:
            event["at"] = f"{frames[-1].filename}:{frames[-1].lineno}"
    return event


def name_the_process(pid: int, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say which process it is that logs."""
    event["pid"] = pid
    return event


def make_visible(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Escape what could end the line or steer the terminal."""
    return {
        key: visible(value) if isinstance(value, str) else value for key, value in event.items()
    }
