"""The picture in a terminal while it is made: each mark is printed once, in order."""

from helpers.trace_story import CLIENT, SERVER, Story
from trio_sockets.trace.live import MOST, REMINDERS, SETTLED, LivePicture
from trio_sockets.trace.model.events import Named
from trio_sockets.trace.model.recording import Recording
from trio_sockets.words import in_english


class Screen:
    """The lines that a story prints, as it goes on."""

    def __init__(self) -> None:
        self.recording = Recording()
        self.picture = LivePicture(self.recording, in_english, lambda: 80)
        self._told = 0

    def look(self, story: Story, *, after: float = 1.0, last: bool = False) -> list[str]:
        for event in story.events[self._told :]:
            self.recording.add(event)
        self._told = len(story.events)
        lines = self.picture.lines(story.now + after, last=last)
        return ["".join(span.text for span in line).strip() for line in lines]


def test_each_row_is_printed_once_below_the_names_of_the_columns() -> None:
    story, screen = Story(), Screen()
    story.listen()
    first = screen.look(story)
    assert first[1].split() == ["server.py", "client.py"]
    assert [line.split()[1] for line in first[2:]] == ["socket", "bind(127.0.0.1:50009)", "listen"]
    assert screen.look(story) == []
    story.connect()
    later = " ".join(screen.look(story))
    assert later.count("connect(") == later.count("socket") == 1


def test_a_row_waits_a_moment_for_what_belongs_to_it() -> None:
    story, screen = Story(), Screen()
    story.meet()
    story.send("client", 1, b"hello")
    assert "sendall" not in " ".join(screen.look(story, after=SETTLED / 2))
    story.receive("server", 2, b"hello")
    [line] = [line for line in screen.look(story) if "sendall" in line]
    assert "recv" in line


def test_what_comes_too_late_has_a_row_of_its_own() -> None:
    story, screen = Story(), Screen()
    story.listen()
    accept = story.begin("server", "accept", 1)
    screen.look(story)
    story.connect()
    shown = screen.look(story)
    assert sum("connect" in line for line in shown) == 1
    story.end("server", accept, made=2)
    story.add(Named(story.now, "server", 2, SERVER, CLIENT))
    later = screen.look(story)
    assert any("accept" in line for line in later)
    assert not any("connect(" in line for line in later)


def test_a_call_that_waits_is_told_again_ever_more_rarely() -> None:
    story, screen = Story(), Screen()
    story.listen()
    story.begin("server", "accept", 1)
    screen.look(story)
    told = [second for second in range(1, 100) if screen.look(story, after=float(second))]
    assert len(told) == sum(bound < 100 for bound in REMINDERS)
    assert told[1] - told[0] < told[-1] - told[-2]


def test_a_flood_does_not_scroll_past() -> None:
    story, screen = Story("client"), Screen()
    for _ in range(10 * MOST):
        story.call("client", "recv", 1, line=_ % 9 + 1, error="ENOTCONN")
    assert len(screen.look(story)) < 5 * MOST


def test_the_end_explains_its_signs() -> None:
    story, screen = Story(), Screen()
    story.meet()
    story.close("client", 1)
    assert screen.look(story, last=True)[-1].startswith("dashed:")
