"""Copying a submission, and removing what has become of the copy."""

import os
import socket
import sys
from pathlib import Path

import pytest

from trio_sockets.check.classroom.sandbox.files import CopyError, copy_folder, remove

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_folders_and_links_are_copied_and_nothing_else(source: Path, tmp_path: Path) -> None:
    (source / "folder").mkdir()
    (source / "folder" / "run").write_text("x")
    (source / "folder" / "run").chmod(0o755)
    (source / "link").symlink_to("/nowhere")
    os.mkfifo(source / "fifo")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(source / "socket"))
        copy_folder(source, tmp_path / "copy", 1000)
    assert names(tmp_path / "copy") == ["folder", "link"]
    assert (tmp_path / "copy" / "folder" / "run").stat().st_mode & 0o100
    assert (tmp_path / "copy" / "link").readlink() == Path("/nowhere")


def test_what_is_too_large_is_not_copied(source: Path, tmp_path: Path) -> None:
    with (source / "large").open("wb") as file:
        file.truncate(2**20 + 1)
    copy_folder(source, tmp_path / "copy", 2**20 + 1)
    with pytest.raises(CopyError, match="it is larger than 1 MiB"):
        copy_folder(source, tmp_path / "another", 2**20)


def test_what_cannot_be_read_is_said(source: Path, tmp_path: Path) -> None:
    with pytest.raises(CopyError, match="cannot be read: No such file or directory"):
        copy_folder(source / "missing", tmp_path / "copy", 1000)


def test_a_folder_that_is_deeper_than_a_path_may_be_long_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "file").touch()
    monkeypatch.chdir(home)
    for _ in range(2100):
        Path("d").mkdir()
        os.chdir("d")
    os.chdir(tmp_path)
    remove(home)
    assert names(tmp_path) == []


def test_a_link_is_removed_and_not_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").touch()
    home = tmp_path / "home"
    home.mkdir()
    (home / "link").symlink_to(tmp_path / "kept")
    (home / "folder").mkdir()
    (home / "folder" / "link").symlink_to(tmp_path / "kept")
    remove(home)
    assert names(tmp_path) == ["kept"]
    assert names(tmp_path / "kept") == ["file"]
