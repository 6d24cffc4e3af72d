"""What a record may hold."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sample_record import NOON, record
from trio_sockets.client.candidates import Candidates
from trio_sockets.protocol.messages import Higher
from trio_sockets.scores.record import LARGEST


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"service": "chess"}, "chess"),
        ({"id_": ""}, "id is empty"),
        ({"player": ""}, "player is empty"),
        ({"player": "\ud800"}, "surrogates not allowed"),
        ({"low": 101}, "bounds"),
        ({"high": LARGEST + 1}, "bounds"),
        ({"used": 8}, "8 of 7 tries"),
        ({"used": 0}, "0 of 7 tries"),
        ({"used": -1, "won": False}, "-1 of 7 tries"),
        ({"seconds": -0.1}, "-0.1 seconds"),
        ({"seconds": float("nan")}, "nan seconds"),
        ({"seconds": float("inf")}, "inf seconds"),
        ({"when": datetime(2026, 11, 23, 12)}, "UTC"),  # noqa: DTZ001 - that is the mistake
        ({"when": NOON.astimezone(timezone(timedelta(hours=1)))}, "UTC"),
    ],
)
def test_a_game_that_cannot_have_been_is_no_record(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        record(**changes)


def test_a_lost_race_may_have_used_no_try() -> None:
    assert record(service="race", used=0, won=False).used == 0


@given(st.integers(1, 10**17))
def test_needed_is_what_the_worst_bisection_takes(numbers: int) -> None:
    possible, tries = Candidates(1, numbers), 1
    while possible.low < possible.high:
        possible, tries = possible.after(possible.middle, Higher(99)), tries + 1
    assert record(high=numbers, tries=99, used=1).needed == tries
