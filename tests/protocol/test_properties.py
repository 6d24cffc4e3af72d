"""Properties of every session, whatever a peer sends and however the network cuts it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sessions import end, flush, give, give_eof, take
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.game import GameSession
from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.text import TextSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_sockets.protocol.session import BytesLike, Session

LOW, HIGH, TRIES = 1, 100, 7
SCORES = (b"HIGHER", b"LOWER", b"WIN", b"LOSE")


def new_text() -> TextSession:
    return TextSession(now=lambda: datetime(2026, 11, 22, 19, tzinfo=UTC))


def new_game(secret: int = 63) -> GameSession:
    session = GameSession(secret=secret, parameters=Parameters(LOW, HIGH, TRIES))
    assert take(session) == b"GAME %d %d %d\n" % (LOW, HIGH, TRIES)
    return session


every_session = pytest.mark.parametrize("new", [EchoSession, new_text, new_game])
every_line_service = pytest.mark.parametrize("new", [new_text, new_game])

BAD_GUESSES = [
    b"",
    b" ",
    b"?",
    b"0",
    b"101",
    b"-63",
    b"3.5",
    b"\xff",
    b"\0",
    b"6" * 19,
    b"6" * 1025,
]
guesses = st.integers(LOW, HIGH).map(lambda number: b"%d" % number)
bad_guesses = st.sampled_from(BAD_GUESSES)
pieces = st.one_of(
    st.sampled_from(
        [b"\n", b"\r", b"\r\n", b"\r\0\r\n", b"\0", b"\xc3", b"\xa9", b" ", b"x" * 1100]
    ),
    st.sampled_from(
        [b"UPPER ", b"lower A\n", b"DATENOW\n", b"HELP\n", b"QUIT", b"UPPER \xc3\x9f\n"]
    ),
    guesses,
    guesses.map(lambda guess: guess + b"\n"),
    st.sampled_from(BAD_GUESSES).map(lambda guess: guess + b"\n"),
    st.binary(max_size=8),
)
conversations = st.lists(pieces, max_size=40).map(b"".join) | st.binary(max_size=100)
calls = st.one_of(
    pieces,
    pieces,
    st.just("flush"),
    st.just("eof"),
    st.sampled_from(ErrorCode),
)


def call(session: Session, what: bytes | str | ErrorCode) -> bytes:
    match what:
        case bytes():
            return give(session, what)
        case "flush":
            return flush(session)
        case ErrorCode():
            return end(session, what)
        case _:
            return give_eof(session)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


def scores(replies: bytes) -> list[bytes]:
    return [line for line in replies.split(b"\n") if line.startswith(SCORES)]


@every_session
@settings(deadline=None)
@given(conversations, st.lists(st.integers(0, 10**4), max_size=30))
def test_however_a_conversation_is_cut_the_replies_are_the_same(
    new: Callable[[], Session], data: bytes, places: list[int]
) -> None:
    whole, in_pieces = new(), new()
    replies = give(whole, data)
    assert b"".join(give(in_pieces, piece) for piece in cut(data, places)) == replies
    assert in_pieces.finished == whole.finished
    assert give_eof(in_pieces) == give_eof(whole)


@every_session
@pytest.mark.parametrize("kind", [bytearray, memoryview])
@settings(deadline=None)
@given(data=conversations)
def test_any_bytes_like_earns_the_replies_that_bytes_earn(
    new: Callable[[], Session], kind: type[BytesLike], data: bytes
) -> None:
    reply = give(new(), kind(data))
    assert type(reply) is bytes
    assert reply == give(new(), data)


@every_session
@settings(deadline=None)
@given(st.lists(calls, max_size=40))
def test_no_call_raises_and_no_session_speaks_after_its_end(
    new: Callable[[], Session], done: list[bytes | str | ErrorCode]
) -> None:
    session = new()
    for what in done:
        was_finished = session.finished
        reply = call(session, what)
        assert not (was_finished and reply)
        assert session.finished >= was_finished
        assert session.finished or isinstance(what, bytes) or what == "flush"


@every_line_service
@settings(deadline=None)
@given(st.lists(calls, max_size=40))
def test_every_reply_is_whole_lines_of_utf_8(
    new: Callable[[], Session], done: list[bytes | str | ErrorCode]
) -> None:
    session = new()
    for what in done:
        reply = call(session, what)
        assert reply.endswith(b"\n") or not reply
        reply.decode()


@every_line_service
@settings(deadline=None)
@given(conversations)
def test_every_line_earns_exactly_one_reply_line_until_the_end(
    new: Callable[[], Session], data: bytes
) -> None:
    session = new()
    replies = give(session, data)
    *ended, unterminated = data.split(b"\n")
    lines = len(ended) + bool(unterminated)
    if session.finished:
        assert 1 <= replies.count(b"\n") <= lines
    else:
        replies += give_eof(session)
        assert replies.count(b"\n") == session.messages == lines


@every_line_service
@settings(deadline=None)
@given(st.lists(pieces | st.just("flush"), max_size=40))
def test_every_complete_message_has_earned_a_reply(
    new: Callable[[], Session], done: list[bytes | str]
) -> None:
    session = new()
    replies = b""
    for what in done:
        replies += call(session, what)
        # An over-long line is answered before it is complete: one reply more.
        ahead = replies.count(b"\n") - session.messages
        assert session.finished or 0 <= ahead <= session.pending


@settings(deadline=None)
@given(st.lists(pieces, max_size=40))
def test_echo_returns_each_chunk_as_it_came(chunks: list[bytes]) -> None:
    session = EchoSession()
    assert [give(session, chunk) for chunk in chunks] == chunks
    assert session.messages == sum(map(bool, chunks))


@settings(deadline=None)
@given(st.lists(guesses.map(lambda guess: guess + b"\n") | pieces | st.just("flush"), max_size=60))
def test_a_game_never_scores_more_guesses_than_it_has_tries(done: list[bytes | str]) -> None:
    session = new_game()
    scored = scores(b"".join(call(session, what) for what in done) + give_eof(session))
    assert len(scored) <= TRIES


@settings(deadline=None)
@given(st.data(), st.integers(LOW, HIGH), st.integers(LOW, HIGH))
def test_no_byte_tells_of_the_secret_but_the_comparisons_until_the_end(
    data: st.DataObject, one: int, other: int
) -> None:
    between = range(min(one, other), max(one, other) + 1)
    alike = [b"%d" % number for number in range(LOW, HIGH + 1) if number not in between]
    lines = st.lists(st.sampled_from(alike * 5 + BAD_GUESSES), max_size=30)
    sent = b"\n".join(data.draw(lines))
    replies = [
        give(session, sent) + give_eof(session) for session in (new_game(one), new_game(other))
    ]
    assert replies[0].removesuffix(b"LOSE %d\n" % one) == replies[1].removesuffix(
        b"LOSE %d\n" % other
    )


@settings(deadline=None)
@given(st.lists(guesses, max_size=10), st.data())
def test_a_bad_guess_never_costs_a_try(good: list[bytes], data: st.DataObject) -> None:
    mixed: list[bytes] = []
    for guess in good:
        mixed += [*data.draw(st.lists(bad_guesses, max_size=19)), guess]
    replies = give(new_game(), b"".join(guess + b"\n" for guess in mixed))
    without = give(new_game(), b"".join(guess + b"\n" for guess in good))
    assert b"\n".join(scores(replies)) == without.removesuffix(b"\n")
