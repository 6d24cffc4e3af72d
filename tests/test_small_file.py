"""Files that a stranger names: what is read of them, and what is said of the others."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from trio_sockets.small_file import MOST, MissingError, UnreadableError, read_small

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def test_the_largest_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("é" * (MOST // 2), "utf-8")
    assert read_small(path) == "é" * (MOST // 2)


def test_the_byte_order_mark_of_windows_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a = 1\r\n", "utf-8-sig", newline="")
    assert read_small(tmp_path / "file") == "a = 1\r\n"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(bytes(MOST + 1)), "it is larger than 64 KiB"),
        (lambda path: path.write_bytes(b"a\r\n\xe9"), "line 2 is not UTF-8: save it as UTF-8"),
        (lambda path: path.write_text("a", "utf-16"), "it is UTF-16: save it as UTF-8"),
        (lambda path: path.write_text("a", "utf-32"), "it is UTF-16: save it as UTF-8"),
        (lambda path: path.write_text("a", "utf-16-le"), "or it is UTF-16: save it as UTF-8"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.symlink_to(path), "symbolic links"),
        (lambda path: path.symlink_to("/dev/zero"), "it is not a regular file"),
        (os.mkfifo, "it is not a regular file"),
    ],
)
def test_what_cannot_be_read_is_said_at_once(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    make(tmp_path / "file")
    with pytest.raises(UnreadableError, match=words):
        read_small(tmp_path / "file")


def test_a_name_that_no_file_has_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no file has such a name"):
        read_small(tmp_path / "a\0b")
    with pytest.raises(MissingError, match="No such file"):
        read_small(tmp_path / "nothing")
