"""What a picture says of a call, of a signal and of the end of a program."""

from typing import Any

import pytest

from helpers.trace_story import Story, text_of
from trio_sockets.trace.model.events import Shut


def met() -> Story:
    story = Story()
    story.meet()
    return story


def drawn(story: Story) -> list[str]:
    """Return the lines of the picture, the server's column alone: without times and arrows."""
    lines = text_of(story.layout(), 200, now=story.now).splitlines()
    return [line[len("0.000   ") :].partition("  ")[0].strip() for line in lines]


@pytest.mark.parametrize(
    ("code", "signal", "said"),
    [
        (0, "", "ended, exit code 0"),
        (3, "", "ended, exit code 3"),
        (-1, "", "ended, exit code -1"),
        (None, "SIGKILL", "ended by SIGKILL"),
        (None, "", "ended"),
    ],
)
def test_the_end_of_a_program_says_how_it_ended(code: int | None, signal: str, said: str) -> None:
    story = met()
    story.exit("server", code, signal)
    assert said in drawn(story)


def test_a_send_that_took_a_part_says_how_much() -> None:
    story = met()
    story.send("server", 2, b"hello\n", name="send", sent=3)
    assert 'send "hello\\n" → only 3 of 6 B' in drawn(story)


@pytest.mark.parametrize(
    ("name", "ends", "said"),
    [
        ("connect", {"error": "EINPROGRESS"}, "connect → under way"),
        ("connect", {"error": "ECONNREFUSED"}, "connect ✗ ECONNREFUSED"),
        ("recv", {}, "recv → the end"),
        ("listen", {}, "listen"),
    ],
)
def test_a_call_says_its_result(name: str, ends: dict[str, Any], said: str) -> None:
    story = met()
    story.call("server", name, 2, **ends)
    assert said in drawn(story)


def test_a_socket_that_lost_its_name_says_so() -> None:
    story = met()
    story.add(Shut(story.now, "server", 2, collected=True))
    assert "closed: the program lost its last reference to it" in drawn(story)


def test_rows_that_repeat_are_counts_of_calls_the_most_frequent_first() -> None:
    story = met()
    for _ in range(100):
        story.send("client", 1, b"UPPER a\n")
        story.receive("server", 2, b"UPPER ")
        story.receive("server", 2, b"a\n")
        story.send("server", 2, b"A\n")
        story.receive("client", 1, b"A\n")
    [folded] = [line for line in drawn(story) if line.startswith("⋮")]
    assert folded == "⋮ recv ×194, sendall ×97"  # noqa: RUF001 - times
