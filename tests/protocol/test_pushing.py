from __future__ import annotations

import pytest

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.grammar import encode
from trio_sockets.protocol.messages import Bye, Reply, Text
from trio_sockets.protocol.pushing import MAX_QUEUED, PushingSession


class Later(PushingSession):
    """It answers ``now`` at once, and all else when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.woken = 0
        self.closings = 0
        self.wake = self.count

    def count(self) -> None:
        self.woken += 1

    def ask(self, line: str) -> None:
        self.asked.append(line)
        match line:
            case "now":
                self.say(Text("at once"))
            case "bye":
                self.say(Bye())
                self.finished = True

    def say(self, reply: Reply, told: bytes = b"") -> None:
        self._answer(reply, told)

    def closed(self) -> None:
        self.closings += 1


def over(session: PushingSession) -> bool:
    return session.finished


EMPTY = b"ERR empty-line the line is empty\n"


def test_a_reply_at_once_is_returned_and_wakes_nobody() -> None:
    session = Later()
    assert session.receive_data(b"now\nnow\n") == b"at once\nat once\n"
    assert not session.blocked
    assert session.woken == 0


def test_a_reply_that_comes_later_holds_the_lines_behind_it() -> None:
    session = Later()
    assert session.receive_data(b"a\n\nnow\nb\n") == b""
    assert session.blocked
    assert session.asked == ["a"]
    session.say(Text("A"))
    assert session.asked == ["a", "now", "b"]
    assert session.blocked
    assert session.pushes() == b"A\n" + EMPTY + b"at once\n"
    assert session.woken == 1


def test_what_is_told_with_a_reply_follows_it() -> None:
    session = Later()
    session.receive_data(b"a\nnow\n")
    session.push(b"* before\n")
    session.say(Text("A"), b"* told\n")
    session.push(b"* after\n")
    assert session.pushes() == b"* before\nA\n* told\nat once\n* after\n"


def test_a_push_wakes_the_driver() -> None:
    session = Later()
    session.push(b"* 1\n")
    session.push(b"* 2\n")
    assert session.woken == 2
    assert session.pushes() == b"* 1\n* 2\n"
    assert session.pushes() == b""


def test_what_waits_goes_out_with_the_next_reply() -> None:
    session = Later()
    session.push(b"* 1\n")
    assert session.receive_data(b"now\n") == b"* 1\nat once\n"


def test_who_does_not_read_is_dropped() -> None:
    session = Later()
    session.push(b"x" * MAX_QUEUED)
    assert not over(session)
    session.push(b"y")
    assert over(session)
    assert session.closings == 1
    assert session.pushes().startswith(b"ERR too-slow ")
    session.push(b"* nobody hears this\n")
    assert session.pushes() == b""


def test_replies_and_what_is_told_with_them_drop_nobody() -> None:
    session = Later()
    session.push(b"x" * MAX_QUEUED)
    session.receive_data(b"a\n")
    session.say(Text("A"), b"y" * MAX_QUEUED)
    assert not session.finished


@pytest.mark.parametrize("line", [b"now", b"now\n"])
def test_the_last_line_counts_without_an_end(line: bytes) -> None:
    session = Later()
    assert session.receive_data(line) + session.receive_eof() == b"at once\n"
    assert session.finished


def test_the_end_waits_for_the_last_reply() -> None:
    session = Later()
    session.receive_data(b"a\nnow\n")
    assert session.receive_eof() == b""
    assert not over(session)
    session.say(Text("A"))
    assert session.finished
    assert session.pushes() == b"A\nat once\n"


def test_what_was_queued_comes_before_the_last_words() -> None:
    session = Later()
    session.push(b"* 1\n")
    session.receive_data(b"a\nnow\n")
    session.push(b"* 2\n")
    said = session.end(ErrorCode.SHUTTING_DOWN)
    assert said == b"* 2\nERR shutting-down the server is stopping, goodbye\n"


def test_a_reply_that_comes_after_the_end_is_lost() -> None:
    session = Later()
    session.receive_data(b"a\nnow\n")
    session.end(ErrorCode.IDLE_TIMEOUT)
    session.say(Text("A"))
    assert session.pushes() == b""
    assert session.asked == ["a"]


def test_nothing_is_answered_after_the_end() -> None:
    session = Later()
    assert session.receive_data(b"bye\nnow\n") == b"BYE\n"
    assert session.receive_data(b"now\n") == b""
    assert session.receive_eof() == b""


def test_errors_have_their_budget_here_too() -> None:
    session = Later()
    replies = session.receive_data(b"\n" * 25)
    assert replies.count(b"\n") == 20
    assert replies.splitlines()[-1].startswith(b"ERR too-many-errors ")
    assert session.finished
    assert session.errors == {ErrorCode.EMPTY_LINE: 19, ErrorCode.TOO_MANY_ERRORS: 1}


def test_encoded_as_everywhere() -> None:
    session = Later()
    assert session.receive_data(b"bye\n") == encode(Bye())


def test_it_can_be_ended_from_within_once() -> None:
    session = Later()
    session.receive_data(b"later\nnow\n")
    session.push(b"* news\n")
    session.expel(ErrorCode.NAME_TAKEN)
    session.expel(ErrorCode.BUSY)
    assert session.finished
    assert session.closings == 1
    told = session.pushes().splitlines()
    assert told[0] == b"* news"
    assert told[1].startswith(b"ERR name-taken ")
    assert len(told) == 2
    session.say(Text("too late"))
    assert session.pushes() == b""
