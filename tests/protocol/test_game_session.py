from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from helpers.sessions import flush, give, give_eof, take
from trio_sockets.protocol.game import GameSession, State
from trio_sockets.protocol.messages import Parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_sockets.protocol.session import Session

NOT_A_NUMBER = "ERR not-a-number send a whole number from 1 to 100"
OUT_OF_RANGE = "ERR out-of-range guess a number from 1 to 100"
NONSENSE = f"C: ?\nS: {NOT_A_NUMBER}\n"

TRANSCRIPTS = {
    "the design's example": """
        S: GAME 1 100 7
        C: 50
        S: HIGHER 6
        C: 75
        S: LOWER 5
        C: 63
        S: WIN 3
        S: (end)""",
    "won at once": """
        S: GAME 1 100 7
        C: +063
        S: WIN 1
        S: (end)""",
    "won with the last try": """
        S: GAME 1 100 7
        C: 1
        S: HIGHER 6
        C: 2
        S: HIGHER 5
        C: 3
        S: HIGHER 4
        C: 100
        S: LOWER 3
        C: 99
        S: LOWER 2
        C: 62
        S: HIGHER 1
        C: 63
        S: WIN 7
        S: (end)""",
    "a bad guess costs no try": rf"""
        S: GAME 1 100 7
        C: fifty
        S: {NOT_A_NUMBER}
        C: 3.5
        S: {NOT_A_NUMBER}
        C: 0
        S: {OUT_OF_RANGE}
        C: 101
        S: {OUT_OF_RANGE}
        C: -63
        S: {OUT_OF_RANGE}
        C:
        S: ERR empty-line the line is empty
        C: \xff
        S: ERR bad-encoding the line is not UTF-8
        C: {"6" * 1025}
        S: ERR line-too-long the line is too long, its rest is ignored
        C: UPPER 63
        S: {NOT_A_NUMBER}
        C:   50\x20\x0d
        S: HIGHER 6""",
    "leaving": """
        S: GAME 1 100 7
        C: 50
        S: HIGHER 6
        C: quit
        S: BYE
        S: (end)""",
    "nothing but nonsense": f"""
        S: GAME 1 100 7
        {NONSENSE * 19}C: ?
        S: ERR too-many-errors too many bad lines in a row, goodbye
        S: (end)""",
}


def new_session(secret: int = 63, low: int = 1, high: int = 100, tries: int = 7) -> GameSession:
    return GameSession(secret=secret, parameters=Parameters(low, high, tries))


@pytest.mark.parametrize("secret", [0, 101])
def test_a_secret_out_of_bounds_is_refused(secret: int) -> None:
    with pytest.raises(ValueError, match="between the bounds"):
        new_session(secret)


@pytest.mark.parametrize("transcript", TRANSCRIPTS.values(), ids=TRANSCRIPTS)
def test_a_game_goes_as_written(converse: Callable[[Session, str], None], transcript: str) -> None:
    converse(new_session(), transcript)


def test_a_game_of_one_try_is_over_with_it(converse: Callable[[Session, str], None]) -> None:
    converse(
        new_session(tries=1),
        """
        S: GAME 1 100 1
        C: 1
        S: LOSE 63
        S: (end)""",
    )


def test_a_game_between_equal_bounds_can_be_played(
    converse: Callable[[Session, str], None],
) -> None:
    converse(
        new_session(5, 5, 5, 1),
        """
        S: GAME 5 5 1
        C: 4
        S: ERR out-of-range guess a number from 5 to 5
        C: 5
        S: WIN 1
        S: (end)""",
    )


def test_a_game_can_be_played_below_zero(converse: Callable[[Session, str], None]) -> None:
    converse(
        new_session(-7, -10, -1, 3),
        """
        S: GAME -10 -1 3
        C: 0
        S: ERR out-of-range guess a number from -10 to -1
        C: -5
        S: LOWER 2
        C: -10
        S: HIGHER 1
        C: -8
        S: LOSE -7
        S: (end)""",
    )


def test_bounds_of_any_width_are_said(converse: Callable[[Session, str], None]) -> None:
    converse(
        new_session(0, -(10**18) + 1, 10**18 - 1, 1),
        """
        S: GAME -999999999999999999 999999999999999999 1
        C: ?
        S: ERR not-a-number send a whole number from -999999999999999999 to 999999999999999999
        C: 0
        S: WIN 1
        S: (end)""",
    )


def test_more_guesses_than_tries_in_one_chunk_score_only_the_tries() -> None:
    session = new_session(tries=3)
    assert take(session) == b"GAME 1 100 3\n"
    assert give(session, b"1\n" * 1000) == b"HIGHER 2\nHIGHER 1\nLOSE 63\n"
    assert session.finished


def test_a_guess_without_a_newline_is_scored_once() -> None:
    session = new_session()
    assert take(session) == b"GAME 1 100 7\n"
    assert give(session, b"50") == b""
    assert flush(session) == b"HIGHER 6\n"
    assert give(session, b"\r\n63") == b""
    assert give_eof(session) == b"WIN 2\n"
    assert session.finished


@pytest.mark.parametrize(
    ("guesses", "used", "state"),
    [
        (b"", 0, State.PLAYING),
        (b"50\nfifty\n101\n75\n", 2, State.PLAYING),
        (b"50\nQUIT\n75\n", 1, State.PLAYING),
        (b"50\n63\n75\n", 2, State.WON),
        (b"1\n2\n3\n4\n", 3, State.LOST),
    ],
    ids=["not begun", "going on", "given up", "won", "lost"],
)
def test_a_session_tells_how_its_game_stands(guesses: bytes, used: int, state: State) -> None:
    session = new_session(tries=3)
    give(session, guesses)
    assert (session.used, session.state) == (used, state)
    assert session.parameters == Parameters(1, 100, 3)
