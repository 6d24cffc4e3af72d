"""A crash is handed to a person in a shape to work with."""

from pathlib import Path

import pytest

from fuzz import crash


def breaks(data: bytes) -> None:
    if not data:
        raise IndexError
    assert not (b"\xff" in data and data.endswith(b"\n"))


def test_an_input_is_shrunk_to_what_it_takes() -> None:
    assert crash.shrink(breaks, b"before\xffbetween\nafter\n") == b"\xff\n"
    assert crash.shrink(breaks, b"") == b""


def test_a_crash_is_kept_and_ready_to_be_pasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash, "FOLDER", tmp_path / "crashes")
    told = crash.describe("text", breaks, "crash", b"a\xffb\n")
    [kept] = (tmp_path / "crashes").iterdir()
    assert kept.read_bytes() == b"\xff\n"
    assert str(kept) in told
    assert "AssertionError" in told
    assert told.endswith("\n\n" + r"b'\xff\n'")


def test_what_hung_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crash, "FOLDER", tmp_path)
    told = crash.describe("text", breaks, "timeout", b"a\xffb\n")
    assert "text: timeout" in told
    assert r"b'a\xffb\n'" in told
