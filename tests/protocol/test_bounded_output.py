"""The output of any service is bounded, and its bytes are the same however they are pulled."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.any_service import AnySession, Asked, Plan
from helpers.sessions import end, give, take
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.express import ExpressSession
from trio_sockets.protocol.line_receiver import SLICE
from trio_sockets.protocol.messages import Text
from trio_sockets.protocol.session import PIECE

plans = st.builds(
    Plan,
    st.lists(
        st.sampled_from([0, 1, 30, 10_000, PIECE - 1, PIECE, 100_000]), min_size=1, max_size=6
    ).map(tuple),
    st.frozensets(st.integers(0, 5)),
)


def pieces(session: AnySession, asked: Asked) -> list[bytes]:
    """Pull all output, and have replies that take time given, until no more comes."""
    pulled = list(iter(session.data_to_send, b""))
    while asked.owed:
        asked.answer()
        pulled += iter(session.data_to_send, b"")
    return pulled


@settings(deadline=None)
@given(plans, st.integers(1, 300), st.lists(st.integers(0, 10**6), max_size=8))
def test_the_bound_holds_and_the_bytes_are_the_same_however_they_are_cut(
    plan: Plan, lines: int, places: list[int]
) -> None:
    asked = Asked()
    session = AnySession(plan, asked)
    data = b"x\n" * lines
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    said = take(session)
    for start, stop in pairwise(edges):
        assert session.wants_input
        session.receive_data(data[start:stop])
        pulled = pieces(session, asked)
        assert all(len(piece) <= PIECE for piece in pulled)
        said += b"".join(pulled)
    assert said == plan.whole(lines)
    assert session.most < 2 * PIECE + plan.longest


def test_lines_wait_unanswered_while_the_driver_does_not_pull() -> None:
    session = AnySession(Plan((10_000,)), Asked())
    take(session)
    session.receive_data(b"x\n" * 1000)
    assert len(session.data_to_send()) == PIECE
    assert session._number == 4
    assert not session.wants_input
    assert not session.finished
    assert len(take(session)) + PIECE == 1000 * 10_001
    assert session.wants_input


def test_no_line_is_answered_while_a_whole_piece_waits() -> None:
    session = AnySession(Plan((PIECE - 1,)), Asked())
    take(session)
    session.receive_data(b"x\n" * 2)
    assert len(session.data_to_send()) == PIECE
    assert session._number == 1


@pytest.mark.parametrize("lines", [2, SLICE // 2 + 1], ids=["of one slice", "of more"])
def test_a_chunk_that_is_not_wanted_waits_behind_the_rest(lines: int) -> None:
    session = AnySession(Plan((PIECE,)), Asked())
    take(session)
    session.receive_data(b"x\n" * lines)
    first = session.data_to_send()
    session.receive_data(b"x\n")
    assert not session.wants_input
    assert first + take(session) == Plan((PIECE,)).whole(lines + 1)
    assert session.wants_input


def test_a_reply_longer_than_a_piece_comes_in_pieces() -> None:
    session = AnySession(Plan((10**7,)), Asked())
    take(session)
    session.receive_data(b"x\n")
    pulled = list(iter(session.data_to_send, b""))
    assert b"".join(pulled) == b"a" * 10**7 + b"\n"
    assert {len(piece) for piece in pulled[:-1]} == {PIECE}


def test_an_echo_comes_in_pieces_too() -> None:
    session = EchoSession()
    session.receive_data(bytes(PIECE + 1))
    assert [len(session.data_to_send()) for _ in range(3)] == [PIECE, 1, 0]


class Shouting(ExpressSession):
    """A session whose express lane answers a line with many bytes."""

    def express(self, data: bytes) -> bytes:
        return data.replace(b"x", b"X" * 10_000)

    def answer(self, line: str) -> Text:
        return Text(line)


def test_a_long_express_reply_comes_in_pieces_too() -> None:
    session = Shouting()
    take(session)
    session.receive_data(b"x\n" * 4)
    pulled = list(iter(session.data_to_send, b""))
    assert b"".join(pulled) == (b"X" * 10_000 + b"\n") * 4
    assert max(map(len, pulled)) == PIECE
    assert session.wants_input
    assert session.messages == 4


def test_the_final_error_comes_behind_what_waits_of_an_express_reply() -> None:
    session = Shouting()
    take(session)
    session.receive_data(b"x\n" * 4)
    said = session.data_to_send()
    assert len(said) == PIECE
    said += end(session, ErrorCode.SHUTTING_DOWN)
    shouts, error = said[:-1].rsplit(b"\n", 1)
    assert shouts == b"\n".join([b"X" * 10_000] * 4)
    assert error.startswith(b"ERR shutting-down ")


@pytest.mark.parametrize("lines", [1, 4], ids=["of one piece", "of more"])
def test_lines_that_are_said_beside_express_replies_come_too(lines: int) -> None:
    session = Shouting()
    take(session)
    session.receive_data(b"x\n" * lines)
    session.say(b"* news\n")
    assert sorted(take(session).splitlines()) == [b"* news", *[b"X" * 10_000] * lines]


def test_a_session_with_an_express_lane_keeps_the_limits_that_it_is_given() -> None:
    session = Shouting(max_line=3, max_errors=2)
    assert give(session, b"abc\n") == b"abc\n"
    assert give(session, b"abcd\n").startswith(b"ERR line-too-long ")
    assert give(session, b"abcd\n").startswith(b"ERR too-many-errors ")
    assert session.finished


def test_few_lines_wait_as_lines_however_many_have_arrived() -> None:
    session = AnySession(Plan((1000,)), Asked())
    take(session)
    session.receive_data(b"\n" * 4 + b"x\n" * 4000)
    session.data_to_send()
    assert len(session._lines) <= SLICE


@settings(deadline=None)
@given(lines=st.integers(0, 3000), more=st.integers(0, 3000), late=st.booleans())
def test_a_long_chunk_is_answered_whole_with_its_unterminated_end(
    lines: int, more: int, *, late: bool
) -> None:
    session = AnySession(Plan((1,)), Asked())
    take(session)
    session.receive_data(b"xy\n" * lines)  # not all of these end where a slice ends
    said = session.data_to_send() if late else b""
    session.receive_data(b"xy\n" * more + b"xy")
    session.receive_eof()
    assert said + take(session) == Plan((1,)).whole(lines + more + 1)
    assert session.finished
    assert session.messages == lines + more + 1
