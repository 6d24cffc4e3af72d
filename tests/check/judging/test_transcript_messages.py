"""How a conversation is cut into messages, and how it ended."""

import pytest

from check.transcripts import conversation, transcript
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.reader import MessageReader
from trio_sockets.check.judging.server_game import read_game
from trio_sockets.check.model.transcript import Ended, Reset


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        ([], []),
        (["S: one"], [b"one"]),
        (["S: one\r"], [b"one"]),
        (["S: one\r\r"], [b"one\r"]),
        (["S| o", "S| n", "S| e\n"], [b"one"]),
        (["S: one\ntwo\n"], [b"one", b"two", b""]),
        (["S: one", "S| tw"], [b"one", b"tw"]),
        (["S: one", "C: x", "S| tw", "C: y", "S: o"], [b"one", b"two"]),
    ],
)
def test_a_line_is_a_message_however_it_came(lines: list[str], messages: list[bytes]) -> None:
    assert conversation(*lines).fed_to(MessageReader(Framing.LINE)).finish() == messages


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        ([], []),
        (["S| one"], [b"one"]),
        (["S| one", "S| two"], [b"onetwo"]),
        (["S| one", "C| x", "S| two"], [b"one", b"two"]),
        (["C| x", "C| y", "S| one\ntwo"], [b"one\ntwo"]),
        (["S| one", "C| x", "(silence)", "C| y", "S| two"], [b"one", b"two"]),
    ],
)
def test_without_ends_what_comes_between_two_sends_is_a_message(
    lines: list[str], messages: list[bytes]
) -> None:
    assert conversation(*lines).fed_to(MessageReader(Framing.NOTHING)).finish() == messages


def test_the_dialect_says_what_ends_a_message() -> None:
    talk = conversation("S| one\ntwo")
    assert transcript(talk).messages() == [b"one", b"two"]
    assert transcript(talk, dialect="sheet").messages() == [b"one\ntwo"]


def test_a_conversation_that_never_began_has_no_messages() -> None:
    assert transcript().messages(3) == []


def test_the_first_end_counts() -> None:
    assert conversation("S: a", "(FIN)", "C: b", "(RST)").end == Ended(1)
    assert conversation("(RST)").end == Reset(1)
    assert conversation("S: a", "(silence)").end is None


# --- Games, read back --------------------------------------------------------------------------
def test_a_game_is_read_move_by_move() -> None:
    talk = conversation(
        "S: GAME 1 100 7", "C: 50", "S: HIGHER 6", "C: x", "S: ERR no", "C: 63", "S: WIN 2"
    )
    game = read_game(transcript(talk))
    assert game.parameters is not None
    assert (game.parameters.low, game.parameters.high, game.parameters.tries) == (1, 100, 7)
    assert [(move.guess, move.heard.kind) for move in game.moves] == [
        (50, "higher"),
        (None, "error"),
        (63, "win"),
    ]
    assert (game.over, game.secret) == (True, 63)


def test_the_loss_tells_the_number_or_not() -> None:
    told = conversation("S: GAME 1 100 1", "C: 50", "S: LOSE 63")
    assert read_game(transcript(told)).secret == 63
    untold = conversation("S: Entre 1 et 100, 1 essai", "C: 50", "S: Perdu !")
    assert read_game(transcript(untold, dialect="texte-libre")).secret is None


def test_guesses_in_one_packet_are_guesses_of_their_own() -> None:
    talk = conversation("S: GAME 1 100 7", "C: 50\n60\n70", "S: HIGHER 6\nHIGHER 5")
    assert [move.text for move in read_game(transcript(talk)).moves] == ["50", "60"]


def test_a_guess_may_be_cut() -> None:
    talk = conversation("S: GAME 1 100 7", "C| 5", "C: 0", "S: HIGHER 6")
    assert [move.guess for move in read_game(transcript(talk)).moves] == [50]


def test_without_ends_each_send_is_a_guess() -> None:
    talk = conversation(
        "S| De 1 a 100, 7 essais", "C| 50", "S| Plus grand", "C| 75", "S| Plus petit"
    )
    game = read_game(transcript(talk, dialect="sheet"))
    assert [(move.guess, move.heard.kind) for move in game.moves] == [(50, "higher"), (75, "lower")]
