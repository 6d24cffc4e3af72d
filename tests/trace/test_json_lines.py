"""A recording is lines of JSON, which give the same recording again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.trace_story import Story
from trio_sockets.trace.model.events import Begin, End, Event, Note, Where
from trio_sockets.trace.model.json_lines import arrow_to_json, from_json, to_json

times = st.integers(0, 2**40).map(lambda micro: micro / 1_000_000)
numbers = st.integers(0, 2**31)
begins = st.builds(
    Begin,
    at=times,
    program=st.text(),
    call=numbers,
    name=st.text(),
    thread=st.text(),
    socket=st.none() | numbers,
    size=numbers,
    data=st.binary(),
    where=st.none() | st.builds(Where, st.text(), numbers, st.text()),
)
ends = st.builds(
    End,
    at=times,
    program=st.text(),
    call=numbers,
    error=st.text(),
    data=st.binary(),
    made=st.none() | numbers,
)


@given(begins | ends)
def test_an_event_comes_back_from_its_line(event: Event) -> None:
    line = to_json(event)
    assert "\n" not in line
    assert from_json(line) == event


def test_every_event_of_a_conversation_comes_back() -> None:
    story = Story()
    story.meet()
    story.send("client", 1, b"hello")
    story.halve("client", 1)
    story.close("server", 2, "abort")
    story.signal("server", "SIGPIPE")
    story.exit("server", 1)
    story.add(Note(story.now, "server", "words"))
    assert [from_json(to_json(event)) for event in story.events] == story.events


def test_arrows_stand_between_calls_and_are_passed_over_when_read() -> None:
    story = Story()
    story.meet()
    story.send("client", 1, b"hello")
    story.receive("server", 2, b"hello")
    story.close("client", 1)
    layout = story.layout()
    lines = [arrow_to_json(line, layout.columns) for line in layout.lines]
    assert [json.loads(line) for line in lines] == [
        {"arrow": "syn", "from": ["client", 5], "to": ["server", 6]},
        {"arrow": "bytes", "from": ["client", 7], "to": ["server", 8]}
        | {"begin": 0, "end": 5, "fate": "taken"},
        {"arrow": "fin", "from": ["client", 9], "to": ["server", None], "inferred": True},
    ]
    assert [from_json(line) for line in lines] == [None] * 3


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[]", "is an object"),
        ("{", "is an object"),
        ("[" * 10_000, "is an object"),
        ("{" + " " * 70_000 + "}", "at most"),
        ('{"event": "dance"}', "no event of a recording is called 'dance'"),
        ('{"event": "end", "at": 1.0, "program": "server"}', "lacks call"),
        ('{"event": "end", "at": "1", "program": "server", "call": 1}', "at of an event"),
        ('{"event": "end", "at": NaN, "program": "server", "call": 1}', "JSON"),
        ('{"event": "end", "at": 1, "program": "s", "call": 1, "data": "?"}', "base64"),
        ('{"event": "shut", "at": 1, "program": "s", "socket": 1, "how": "x"}', "one of half"),
        (
            '{"event": "begin", "at": 1, "program": "s", "call": 1, "name": "x", "where": {}}',
            "file",
        ),
    ],
)
def test_a_wrong_line_is_told_in_one_line(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        from_json(line)
    assert "\n" not in str(caught.value)
