"""The helpers that wait: a wait that fails says where it was, and what was to be seen."""

import sys

import pytest
import trio
from trio.testing import MockClock

from helpers import waiting
from helpers.programs import run_to_end
from helpers.waiting import goes_on, patience, state, until


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0.05)


async def test_a_condition_that_stays_false_is_shown_with_its_names() -> None:
    numbers = [1, 2]
    with pytest.raises(AssertionError) as failure:
        await until(lambda: len(numbers) == 3, "a word of mine", b"\xff of bytes")
    assert "await until(lambda: len(numbers) == 3" in str(failure.value)
    assert "numbers = [1, 2]" in str(failure.value)
    assert "seen: a word of mine" in str(failure.value)
    assert r"seen: \xff of bytes" in str(failure.value)


async def test_a_condition_is_given_up_under_a_mock_clock_too(autojump_clock: MockClock) -> None:
    with pytest.raises(AssertionError, match="this was not so within"):
        await until(lambda: False)


async def test_a_block_that_hangs_is_shown_with_the_line_it_waited_at() -> None:
    said = bytearray(b"nothing")

    async def hang() -> None:
        with patience(said):
            said[:] = b"a word"
            await trio.sleep(1000)

    with pytest.raises(AssertionError) as failure:
        await hang()
    assert "await trio.sleep(1000)" in str(failure.value)
    assert "seen: a word" in str(failure.value)


async def test_what_cannot_be_shown_hides_no_failure() -> None:
    with pytest.raises(AssertionError, match="cannot be shown: ZeroDivisionError"):
        await until(lambda: False, lambda: 1 / 0)


async def test_a_failure_within_a_block_stays_what_it_is() -> None:
    with pytest.raises(ValueError, match="of its own"), patience():
        raise ValueError("of its own")


async def test_a_program_that_hangs_is_shown_with_its_output(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 3)
    program = "import sys, time; print('so far', flush=True); time.sleep(1000)"
    with pytest.raises(AssertionError, match="seen: so far"):
        await run_to_end([sys.executable, "-c", program])


@pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")
async def test_a_zombie_does_not_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 60)
    process = await trio.lowlevel.open_process(["sleep", "1000"])
    try:
        assert goes_on(process.pid)
    finally:
        process.kill()
    await until(lambda: state(process.pid) in {"Z", ""})
    assert not goes_on(process.pid)
    await process.wait()
    assert not goes_on(process.pid)
