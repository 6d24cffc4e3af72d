"""The accept loop, with a listener that fails on purpose."""

import errno
from collections.abc import Iterable
from functools import partial

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, memory_stream_pair

from helpers.support import ERRNOS, Stream, failures
from trio_sockets.server.listening.accept import accept_forever


class FailingListener(trio.abc.Listener[Stream]):
    """Raises each of its errors in turn, then gives a stream, and is closed then."""

    def __init__(self, errors: Iterable[OSError]) -> None:
        self._errors = iter(errors)
        self._given = False
        self.times: list[float] = []

    async def accept(self) -> Stream:
        await trio.lowlevel.checkpoint()
        self.times.append(trio.current_time())
        for error in self._errors:
            raise error
        if self._given:
            raise trio.ClosedResourceError
        self._given = True
        return memory_stream_pair()[0]

    async def aclose(self) -> None:
        await trio.lowlevel.checkpoint()


@pytest.mark.parametrize("number", ERRNOS, ids=errno.errorcode.get)
async def test_the_loop_outlives_any_errno(autojump_clock: MockClock, number: int) -> None:
    welcomed: list[Stream] = []
    await accept_forever(FailingListener(failures(number, 3)), welcomed.append, name="x")
    assert len(welcomed) == 1


async def test_it_backs_off_but_is_back_within_200_ms(autojump_clock: MockClock) -> None:
    listener = FailingListener(failures(errno.EMFILE, 50))
    welcomed: list[Stream] = []
    await accept_forever(listener, welcomed.append, name="x")
    pauses = [b - a for a, b in zip(listener.times[:-1], listener.times[1:], strict=True)][:50]
    assert pauses[:5] == pytest.approx([0.01, 0.02, 0.04, 0.08, 0.16])
    assert max(pauses) < 0.2


async def test_success_makes_it_quick_again(autojump_clock: MockClock) -> None:
    class Flaky(FailingListener):
        async def accept(self) -> Stream:
            if len(self.times) in (5, 7):  # after 5 failures in a row, and one more
                self.times.append(trio.current_time())
                return memory_stream_pair()[0]
            return await super().accept()

    listener = Flaky(failures(errno.EMFILE, 6))
    await accept_forever(listener, lambda _: None, name="x")
    assert listener.times[7] - listener.times[6] == pytest.approx(0.01)


async def test_it_logs_one_line_in_10_s_with_the_count(autojump_clock: MockClock) -> None:
    listener = FailingListener(failures(errno.EMFILE, 200))
    with capture_logs() as logs:
        await accept_forever(listener, lambda _: None, name="text@127.0.0.1:50008")
    seconds = listener.times[-1] - listener.times[0]
    assert 30 < seconds < 40
    assert [log["error"] for log in logs] == 4 * ["EMFILE"]
    first, *later = [log["times"] for log in logs]
    assert first == 1
    assert all(50 < times < 70 for times in later)
    assert {log["listener"] for log in logs} == {"text@127.0.0.1:50008"}


async def test_an_error_without_an_errno_has_its_name_in_the_log(autojump_clock: MockClock) -> None:
    with capture_logs() as logs:
        await accept_forever(FailingListener([OSError("odd")]), lambda _: None, name="x")
    assert [log["error"] for log in logs] == ["OSError"]


async def test_a_bug_is_not_taken_for_an_accept_error() -> None:
    class Buggy(FailingListener):
        async def accept(self) -> Stream:
            await trio.lowlevel.checkpoint()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await partial(accept_forever, name="x")(Buggy([]), lambda _: None)
