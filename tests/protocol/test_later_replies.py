"""Sessions that take their time to answer, and that speak unasked."""

from __future__ import annotations

import pytest

from helpers.sessions import end, flush, give, give_eof, take
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.grammar import encode
from trio_sockets.protocol.line_session import LineSession
from trio_sockets.protocol.messages import Bye, Reply, Text
from trio_sockets.protocol.session import PIECE


class Later(LineSession):
    """It answers ``now`` and ``bye`` at once, and all else when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.woken = 0
        self.losses: list[bool] = []
        """Whether each loss was excused."""
        self.on_output = self.count
        take(self)

    def count(self) -> None:
        self.woken += 1

    def answer(self, line: str) -> Reply | None:
        self.asked.append(line)
        match line:
            case "now":
                return Text("at once")
            case "within":
                self.reply(Text("from within"))
                return None
            case "bye":
                self.finished = True
                return Bye()
            case _:
                return None

    def connection_lost(self, *, excused: bool = False) -> None:
        self.losses.append(excused)


def over(session: LineSession) -> bool:
    return session.finished


def ready(session: LineSession) -> bool:
    return session.wants_input


EMPTY = b"ERR empty-line the line is empty\n"


def test_a_reply_at_once_does_not_wake_the_driver() -> None:
    session = Later()
    assert give(session, b"now\nwithin\nnow\n") == b"at once\nfrom within\nat once\n"
    assert ready(session)
    assert session.woken == 0


def test_a_reply_that_comes_later_holds_the_lines_behind_it() -> None:
    session = Later()
    assert give(session, b"a\n\nnow\nb\n") == b""
    assert not ready(session)
    assert session.asked == ["a"]
    session.reply(Text("A"))
    assert session.woken == 1
    assert take(session) == b"A\n" + EMPTY + b"at once\n"
    assert session.asked == ["a", "now", "b"]
    assert not ready(session)
    session.reply(Text("B"))
    assert take(session) == b"B\n"
    assert ready(session)


def test_lines_given_with_a_reply_follow_it() -> None:
    session = Later()
    give(session, b"a\nnow\n")
    session.say(b"* before\n")
    session.reply(Text("A"), b"* told\n")
    session.say(b"* after\n")
    assert take(session) == b"* before\nA\n* told\n* after\nat once\n"


def test_an_unasked_line_wakes_the_driver_and_waits_for_it() -> None:
    session = Later()
    session.say(b"* 1\n")
    session.say(b"* 2\n")
    assert session.woken == 2
    assert ready(session) is False
    assert take(session) == b"* 1\n* 2\n"
    assert ready(session)
    assert take(session) == b""


def test_waiting_output_goes_out_before_the_next_reply() -> None:
    session = Later()
    session.say(b"* 1\n")
    assert give(session, b"now\n") == b"* 1\nat once\n"


def test_a_peer_that_does_not_read_is_dropped() -> None:
    session = Later()
    session.say(b"x" * PIECE)
    assert not over(session)
    session.say(b"y")
    assert over(session)
    assert session.losses == [False]
    assert take(session) == b"ERR too-slow you read too slowly, goodbye\n"
    session.say(b"* this is not heard\n")
    assert take(session) == b""


def test_a_peer_is_not_dropped_for_replies_and_the_lines_given_with_them() -> None:
    session = Later()
    give(session, b"a\n")
    session.say(b"x" * PIECE)
    session.reply(Text("A"), b"y" * PIECE)
    assert not session.finished
    assert take(session) == b"x" * PIECE + b"A\n" + b"y" * PIECE


@pytest.mark.parametrize("line", [b"now", b"now\n"])
def test_the_last_line_counts_without_an_end(line: bytes) -> None:
    session = Later()
    assert give(session, line) + give_eof(session) == b"at once\n"
    assert session.finished


def test_the_end_waits_for_the_last_reply() -> None:
    session = Later()
    give(session, b"a\nnow\n")
    assert give_eof(session) == b""
    assert not over(session)
    session.reply(Text("A"))
    assert take(session) == b"A\nat once\n"
    assert over(session)


def test_lines_after_a_half_close_are_ignored_while_a_reply_is_awaited() -> None:
    session = Later()
    give(session, b"a\n")
    session.receive_eof()
    assert give(session, b"now\n") == b""
    session.reply(Text("A"))
    assert take(session) == b"A\n"
    assert over(session)
    assert session.asked == ["a"]


def test_queued_output_comes_before_the_final_error() -> None:
    session = Later()
    session.say(b"* 1\n")
    give(session, b"a\nnow\n")
    session.say(b"* 2\n")
    said = end(session, ErrorCode.SHUTTING_DOWN)
    assert said == b"* 2\nERR shutting-down the server is stopping, goodbye\n"


def test_a_reply_that_comes_after_the_end_is_lost() -> None:
    session = Later()
    give(session, b"a\nnow\n")
    end(session, ErrorCode.IDLE_TIMEOUT)
    session.reply(Text("A"))
    assert take(session) == b""
    assert session.asked == ["a"]


def test_a_line_after_the_end_earns_no_reply() -> None:
    session = Later()
    assert give(session, b"bye\nnow\n") == b"BYE\n"
    assert give(session, b"now\n") == b""
    assert flush(session) == b""
    assert give_eof(session) == b""


def test_errors_have_their_budget_with_later_replies_too() -> None:
    session = Later()
    replies = give(session, b"\n" * 25)
    assert replies.count(b"\n") == 20
    assert replies.splitlines()[-1].startswith(b"ERR too-many-errors ")
    assert session.finished
    assert session.errors == {ErrorCode.EMPTY_LINE: 19, ErrorCode.TOO_MANY_ERRORS: 1}


def test_replies_are_encoded_as_everywhere() -> None:
    session = Later()
    assert give(session, b"bye\n") == encode(Bye())


def test_a_session_is_expelled_once() -> None:
    session = Later()
    give(session, b"later\nnow\n")
    session.say(b"* news\n")
    session.expel(ErrorCode.NAME_TAKEN)
    session.expel(ErrorCode.BUSY)
    assert session.finished
    assert session.losses == [True]
    assert session.woken == 2
    told = take(session).splitlines()
    assert told[0] == b"* news"
    assert told[1].startswith(b"ERR name-taken ")
    assert len(told) == 2
    session.reply(Text("too late"))
    assert take(session) == b""
