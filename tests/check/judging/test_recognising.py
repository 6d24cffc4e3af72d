"""Mistakes of a server that can be taken as known, recognised in the transcript of a check."""

import pytest

from check.recorded_games import GAME, game, knowing
from check.transcripts import conversation, transcript
from trio_sockets.check.dialect.mistakes import NONE_KNOWN, Mistake, Mistakes
from trio_sockets.check.judging.recognising import (
    end_at_nonsense,
    end_at_visitors,
    missing_newlines,
    mistakes_met,
    one_at_a_time,
    silence_at_nonsense,
)
from trio_sockets.check.model.server_end import SERVER_END, ServerEnd


# --- The newline -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lines", "mistakes"),
    [
        (["S| GAME 1 100 7", "C: 50", "S: HIGHER 6"], Mistakes(unended=True)),
        (["S| GAME 1 100 7", "(silence)"], Mistakes(unended=True)),
        ([GAME, "C: 50", "S| HIGHER 6", "(silence)"], Mistakes(unended=True, glued=True)),
        ([GAME, "C: 50", "S| HIGHER 6", "C: 60"], Mistakes(unended=True, glued=True)),
        ([GAME, "C: 50", "S| LOSE 63", "(FIN)"], Mistakes(unended=True)),
        ([GAME, "C: 50", "S: HIGHER 6", "(silence)"], None),
        ([GAME, "C: 50", "(FIN)"], None),
    ],
)
def test_a_newline_is_missed_where_the_next_message_comes(
    lines: list[str], mistakes: Mistakes | None
) -> None:
    assert missing_newlines(transcript(conversation(*lines))) == mistakes


def test_messages_without_an_end_lack_no_newline() -> None:
    what = transcript(conversation("S| GAME 1 100 7", "C| 50"), dialect="sheet")
    assert missing_newlines(what) is None


def test_where_newlines_are_known_to_be_missing_a_turn_ends_a_message() -> None:
    lines = ["S| GAME 1 100 7", "C: 50", "S: HIGHER 6", "C: 60", "S| LOSE 63", "(FIN)"]
    what = knowing(transcript(conversation(*lines)), Mistakes(unended=True))
    assert what.messages() == [b"GAME 1 100 7", b"HIGHER 6", b"LOSE 63"]
    assert what.unterminated() == b""


# --- Clients and nonsense ----------------------------------------------------------------------
def test_one_client_at_a_time_is_seen_by_the_one_that_hears_nothing() -> None:
    served, unserved = conversation("C: a", "S: A"), conversation("C: b", "(silence)")
    assert one_at_a_time(transcript(served, unserved, service="text")) == Mistakes(
        one_at_a_time=True
    )
    assert one_at_a_time(transcript(served, served, service="text")) is None
    refused = conversation("(refused)")
    assert one_at_a_time(transcript(served, refused, service="text")) is None


@pytest.mark.parametrize("end", ["(FIN)", "(RST)"])
def test_nonsense_ends_a_conversation_that_no_game_ended(end: str) -> None:
    assert end_at_nonsense(transcript(game("x ERR no", end=end))) == Mistakes(ends_at_nonsense=True)
    assert end_at_nonsense(transcript(game("007 WIN 1", end=end))) is None
    assert end_at_nonsense(transcript(game("x ERR no", end="(silence)"))) is None
    closed = transcript(conversation("C: FROBNICATE", end), service="text")
    assert end_at_nonsense(closed) == Mistakes(ends_at_nonsense=True)


@pytest.mark.parametrize(
    ("lines", "silent"),
    [
        (["C: FROBNICATE 42", "(silence)"], True),
        (["C: FROBNICATE 42", "S: ERR", "(silence)"], False),
        (["C: FROBNICATE 42", "S| ERR", "(silence)"], False),
        (["C: FROBNICATE 42", "(FIN)"], False),
        (["C: FROBNICATE 42", "(RST)"], False),
        (["(refused)"], False),
    ],
)
def test_nonsense_gets_no_reply_in_a_conversation_that_goes_on(
    lines: list[str],
    silent: bool,  # noqa: FBT001 - a case
) -> None:
    what = transcript(conversation(*lines), service="text")
    assert silence_at_nonsense(what) == (Mistakes(silent_at_nonsense=True) if silent else None)


def test_of_two_guesses_nonsense_got_no_reply_if_there_is_one_answer() -> None:
    lines = [GAME, "C: fifty", "C: 50"]
    silent = transcript(conversation(*lines, "S: HIGHER 6", "(leaves)"))
    assert silence_at_nonsense(silent) == Mistakes(silent_at_nonsense=True)
    refused = transcript(conversation(*lines, "S: ERR no", "(silence)"))
    assert silence_at_nonsense(refused) is None
    answered = transcript(conversation(*lines, "S: ERR no", "S: HIGHER 6", "(leaves)"))
    assert silence_at_nonsense(answered) is None


@pytest.mark.parametrize(
    ("end", "recognised"),
    [
        (ServerEnd(1, b"", 2), True),
        (ServerEnd(-11, b"", 2), True),
        (ServerEnd(0, b"", 5), False),  # it has served as many as it wants
        (ServerEnd(None, b"Traceback (most recent call last):\nKeyError: 3\n", 2), True),
        (None, False),
    ],
)
def test_a_client_that_leaves_at_once_ends_a_program_that_has_ended(
    end: ServerEnd | None,
    recognised: bool,  # noqa: FBT001 - a case
) -> None:
    facts: dict[str, object] = {} if end is None else {SERVER_END: end}
    what = transcript(conversation("(refused)"), service="text", facts=facts)
    assert end_at_visitors(what) == (Mistakes(ends_at_visitors=True) if recognised else None)


# --- What is known -----------------------------------------------------------------------------
def test_a_mistake_is_met_where_it_changes_what_is_read() -> None:
    what = transcript(game("50 HIGHER 6"))
    assert mistakes_met(what) == frozenset()
    assert mistakes_met(knowing(what, Mistakes(swapped=True))) == {Mistake.SWAPPED}
    assert mistakes_met(knowing(what, Mistakes(left=1))) == {Mistake.COUNT}
    assert mistakes_met(knowing(transcript(game("5 WIN 1")), Mistakes(left=1))) == frozenset()
    robbed = knowing(transcript(game("63 LOSE 63")), Mistakes(last_try_loses=True))
    assert mistakes_met(robbed) == {Mistake.LAST_TRY}
    untold = conversation(GAME.replace("7", "1"), "C: 5", "(FIN)")
    assert mistakes_met(knowing(transcript(untold), Mistakes(lost_untold=True))) == {
        Mistake.LOST_UNTOLD
    }


def test_mistakes_are_joined_to_the_greater_extent() -> None:
    joined = Mistakes(swapped=True, left=1).joined(Mistakes(tries=-1, unended=True))
    assert joined == Mistakes(swapped=True, left=1, tries=-1, unended=True)
    assert joined.kinds == {Mistake.SWAPPED, Mistake.COUNT, Mistake.UNENDED}
    assert joined.widened(Mistakes(swapped=True, unended=True)) == {Mistake.COUNT}
    assert NONE_KNOWN.kinds == frozenset()
