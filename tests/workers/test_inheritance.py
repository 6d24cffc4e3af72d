"""What a worker inherits, written and read."""

import pytest

from trio_sockets.workers.inheritance import Inheritance, parse_inheritance
from trio_sockets.workers.launcher import parse_ready, ready_line

GIVEN = Inheritance(control=9, counts=8, region=3, listeners=(("echo", 5), ("text", 6)))


def test_what_was_written_is_read() -> None:
    assert str(GIVEN) == "9,8,3,echo=5,text=6"
    assert parse_inheritance(str(GIVEN)) == GIVEN
    assert set(GIVEN.descriptors()) == {5, 6, 8, 9}


@pytest.mark.parametrize("text", ["", "1", "1,2", "1,2,x", "1,2,3,echo", "1,2,3,echo=4=5", "a,b,c"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="--inherit is not for people"):
        parse_inheritance(text)


@pytest.mark.parametrize("drain", [None, 0.0, 0.25, 10.0])
def test_a_ready_worker_says_how_long_its_drain_may_take(drain: float | None) -> None:
    assert parse_ready(ready_line(drain)) == drain
