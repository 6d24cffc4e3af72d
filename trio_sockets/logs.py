"""What the server's logs look like. Only the command configures them: an embedder has its own."""

import logging
import traceback
from functools import partial
from typing import Literal, TextIO, TypeAlias

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from trio_sockets.visible import visible

Level: TypeAlias = Literal["debug", "info", "warning", "error"]
Format: TypeAlias = Literal["human", "json"]


def configure_logs(
    level: Level, log_format: Format, output: TextIO, *, pid: int | None = None
) -> None:
    """Log to `output`, one physical line an event, whatever the event holds.

    :param level: what is less than this is not even formatted.
    :param log_format: ``human`` is in colour on a terminal.
    :param output: standard error, as a rule.
    :param pid: names the process in every event, where several write to one output.
    """
    renderer: Processor
    if log_format == "json":
        renderer = structlog.processors.JSONRenderer(sort_keys=False)
    else:
        renderer = structlog.dev.ConsoleRenderer(
            colors=output.isatty(), sort_keys=False, pad_event_to=0
        )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if pid is None else [partial(name_the_process, pid)]),
            name_the_fault,
            make_visible,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.WriteLoggerFactory(output),
        cache_logger_on_first_use=True,
    )


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
