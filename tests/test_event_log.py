"""Events are written as their owner wants them, and a log that fails ends nothing."""

import logging
from collections.abc import Iterator

import pytest
import structlog
import trio
from structlog.testing import capture_logs

from helpers.support import Running, connect, receive_all
from trio_sockets.event_log import EventLog


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def fail(*_: object) -> structlog.typing.EventDict:
    raise OSError(28, "No space left on device")


def test_an_event_says_what_its_log_says_of_every_event() -> None:
    with capture_logs() as logs:
        EventLog(pid=7).warning("late", seconds=3)
    assert logs == [{"event": "late", "pid": 7, "seconds": 3, "log_level": "warning"}]


def test_a_level_is_that_of_the_configuration() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    assert not EventLog().is_enabled_for(logging.INFO)
    assert EventLog().is_enabled_for(logging.ERROR)


@pytest.mark.parametrize("level", ["info", "warning", "error"])
def test_what_the_log_raises_is_dropped(level: str) -> None:
    structlog.configure(processors=[fail])
    log = EventLog()
    getattr(log, level)("lost")
    assert log.is_enabled_for(logging.INFO)


async def test_a_server_in_a_program_of_ones_own_outlives_its_log(running: Running) -> None:
    structlog.configure(processors=[fail])
    async with running("text@:0") as serving:
        for _ in range(2):
            client = await connect(serving, "text")
            async with client:
                await client.send_all(b"UPPER a\nQUIT\n")
                assert await receive_all(client) == b"A\nBYE\n"
            await trio.testing.wait_all_tasks_blocked()
