"""The outputs of a picture: which files there are, when they are written, and what they hold."""

from pathlib import Path

import pytest

from helpers.trace_story import Story
from trio_sockets.language import Language
from trio_sockets.trace.errors import TraceError
from trio_sockets.trace.model.events import Event, Note
from trio_sockets.trace.model.json_lines import from_json
from trio_sockets.trace.outputs import STANDARD_OUTPUT, Outputs, Pictures


def events() -> list[Event]:
    story = Story()
    story.meet()
    story.send("client", 1, b"hello\n")
    story.receive("server", 2, b"hello\n")
    return story.events


def draw(outputs: Outputs, *more: Event, language: Language = "en", live: bool = False) -> None:
    with Pictures(outputs, language, live=live) as pictures:
        for event in [*events(), *more]:
            pictures.add(event)


def test_each_file_that_was_asked_for_is_written_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("html", "svg", "text", "json")
    draw(Outputs(**{name: tmp_path / name for name in names}))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert (tmp_path / "html").read_text("utf-8").endswith("</html>\n")
    assert (tmp_path / "svg").read_text("utf-8").startswith("<svg")
    assert 'recv(1024) → "hello\\n"' in (tmp_path / "text").read_text("utf-8")
    assert capsys.readouterr() == ("", "")


def test_the_lines_of_json_are_the_events_and_then_the_arrows(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    draw(Outputs(json=path))
    *lines, last = path.read_text("utf-8").splitlines()
    told = [from_json(line) for line in lines]
    assert [event for event in told if event is not None] == events()
    assert told.index(None) == len(events())
    assert '"arrow": "bytes"' in last


def test_standard_output_has_the_picture_that_goes_there_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    draw(Outputs(text=STANDARD_OUTPUT), language="fr")
    output, errors = capsys.readouterr()
    assert "sendall" in output
    assert "6 o" in output
    assert errors == ""


def test_lines_of_json_go_to_standard_output_as_they_come(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, *_ = events()
    with Pictures(Outputs(json=STANDARD_OUTPUT), "en", live=False) as pictures:
        pictures.add(first)
        assert from_json(capsys.readouterr().out) == first


def test_a_picture_is_whole_even_if_the_run_fails(tmp_path: Path) -> None:
    path = tmp_path / "trace.txt"

    def fail() -> None:
        with Pictures(Outputs(text=path), "en", live=False) as pictures:
            for event in events():
                pictures.add(event)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert "6 B" in path.read_text("utf-8")


def test_a_file_that_cannot_be_written_is_told_before_the_run(tmp_path: Path) -> None:
    path = tmp_path / "no such folder" / "trace.svg"
    with pytest.raises(TraceError) as raised, Pictures(Outputs(svg=path), "en", live=False):
        pytest.fail("the run has begun")
    assert raised.value.words.read() == f"cannot write {path}: No such file or directory"


def test_a_note_is_told_at_once_without_its_control_characters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    draw(Outputs(), Note(1000.0, "server", "no \x1b[2Jcalls"))
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("no ")
    assert errors.endswith("[2Jcalls\n")
    assert "\x1b" not in errors


def test_a_live_picture_is_drawn_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    draw(Outputs(), live=True)
    output, errors = capsys.readouterr()
    assert output == ""
    assert 'sendall "hello\\n"' in errors
