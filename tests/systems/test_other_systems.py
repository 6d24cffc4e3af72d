"""What is another way on other systems, one part at a time."""

import errno
import os
import plistlib
import subprocess
import sys
import tomllib
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import psutil
import pytest
import trio

from helpers.waiting import PATIENCE
from trio_sockets.address import TcpAddress, parse_address
from trio_sockets.check.classroom.sandbox.files import remove
from trio_sockets.check.classroom.submissions.handed_in import HandedIn
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.harness import connecting
from trio_sockets.check.harness.programs.process_group import end_group, kill_group
from trio_sockets.check.harness.wire import Wire
from trio_sockets.client.connect import open_stream
from trio_sockets.client.errors import ConnectError
from trio_sockets.server.listening.listeners import ListenError, open_listeners_at

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Unix plays the other systems")


def as_on(platform: str, name: str) -> ModuleType:
    """Return a module as it is made on another system; the one in use stays as it is."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "platform", platform)
        spec.loader.exec_module(module)
    return module


# --- macOS -------------------------------------------------------------------------------------
def test_the_path_of_a_unix_socket_is_four_bytes_shorter_on_macos() -> None:
    address = as_on("darwin", "trio_sockets.address")
    assert address.parse_address("unix:" + 103 * "x").path == 103 * "x"
    with pytest.raises(ValueError, match="at most 103 bytes"):
        address.parse_address("unix:" + 104 * "x")


def test_counts_are_shared_without_memfd() -> None:
    counts = as_on("darwin", "trio_sockets.workers.counts")
    fd = counts.create_counts_file(2)
    try:
        with counts.CountsMemory(fd) as one, counts.CountsMemory(fd) as two:
            counts.SharedCounts(one, 0).add("10.0.0.7", 1)
            assert counts.SharedCounts(two, 1).clients_from("10.0.0.7") == 1
            assert any(one.key)
    finally:
        os.close(fd)


async def test_a_group_that_may_not_be_signalled_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_group: int, _number: int) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "killpg", refuse)
    process = await trio.lowlevel.open_process(["true"])
    end_group(process)
    kill_group(process)
    assert await process.wait() == 0


async def test_a_narrow_connection_comes_about_where_segments_may_not_be_small(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connecting, "_SEGMENT", 1)  # which no system takes
    [listener] = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with listener:
        address = TcpAddress("127.0.0.1", listener.socket.getsockname()[1])
        async with await connecting.open_stream(address, narrow=True), await listener.accept():
            pass


async def test_a_wire_leaves_rudely_where_a_socket_that_was_reset_takes_no_options(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    [listener] = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with listener:
        stream = await trio.open_tcp_stream("127.0.0.1", listener.socket.getsockname()[1])
        async with await listener.accept() as program:
            monkeypatch.setattr(stream, "setsockopt", refuse)
            wire = Wire(stream, load_dialect("ours"), trio.current_time())
            await wire.leave(rudely=True)
            assert await program.receive_some() == b""


# --- Windows -----------------------------------------------------------------------------------
async def test_a_program_is_found_in_its_folder_and_ended_with_its_children(tmp_path: Path) -> None:
    group = as_on("win32", "trio_sockets.check.harness.programs.process_group")
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nsleep 600 & echo $!; wait\n")
    program.chmod(0o755)
    process = await group.open_group(
        ["./program"], stdin=subprocess.DEVNULL, environment=dict(os.environ), folder=tmp_path
    )
    with trio.fail_after(PATIENCE):
        child = psutil.Process(int(await process.stdout.receive_some()))
        group.end_group(process)
        await process.wait()
        await trio.to_thread.run_sync(child.wait, abandon_on_cancel=True)
        group.kill_group(process)  # which has ended, so this does nothing
        await process.stdout.aclose()


def test_a_file_that_may_not_be_written_to_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlink(path: Path) -> None:
        if not path.lstat().st_mode & 0o200:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        os.unlink(path)  # noqa: PTH108 - pathlib's own is what this stands for

    for file in (tmp_path / "home" / "submission" / "object", tmp_path / "home" / "notes"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
        file.chmod(0o444)
    monkeypatch.setattr(Path, "unlink", unlink)
    monkeypatch.setattr(sys, "platform", "win32")
    remove(tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_windows_gets_the_library_that_a_coloured_log_needs_there() -> None:
    project = tomllib.loads(Path(__file__).parents[2].joinpath("pyproject.toml").read_text("utf-8"))
    [needed] = [each for each in project["project"]["dependencies"] if each.startswith("colorama")]
    assert needed.endswith("; sys_platform == 'win32'")


async def test_the_words_of_an_error_are_those_that_windows_gave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: object) -> None:
        await trio.lowlevel.checkpoint()
        raise OSError(10049, "L'adresse demandée n'est pas valide")

    monkeypatch.setattr(trio, "open_tcp_stream", fail)
    with pytest.raises(ConnectError, match=": L'adresse demandée n'est pas valide"):
        await open_stream(TcpAddress("0.0.0.0", 1))


async def test_a_port_that_the_system_keeps_has_a_hint_that_can_be_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: object, **__: object) -> None:
        await trio.lowlevel.checkpoint()
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(trio, "open_tcp_listeners", fail)
    with pytest.raises(ListenError) as caught:
        await open_listeners_at(parse_address(":50007"), "echo@")
    assert str(caught.value) == "the system refuses port 50007: try echo@127.0.0.1:0"


@pytest.mark.parametrize(
    ("number", "environment", "language"),
    [(0x040C, {}, "fr"), (0x0C0C, {}, "fr"), (0x0409, {}, "en"), (0x040C, {"LANG": "C"}, "en")],
)
def test_windows_own_language_decides_where_no_variable_does(
    monkeypatch: pytest.MonkeyPatch, number: int, environment: dict[str, str], language: str
) -> None:
    module: Any = as_on("win32", "trio_sockets.language")
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr(module, "ctypes", SimpleNamespace(windll=SimpleNamespace(kernel32=kernel)))
    monkeypatch.setattr(sys, "platform", "win32")
    assert module.language_of(environment) == language


@pytest.mark.parametrize(
    ("languages", "environment", "language"),
    [
        (["fr-FR", "en-GB"], {}, "fr"),
        (["de-DE", "fr-CH"], {}, "fr"),
        (["en-US", "fr-FR"], {}, "en"),
        (["de-DE"], {}, "en"),
        (["fr-FR"], {"LANG": "C"}, "en"),
        (["fr"], {"LANG": ""}, "fr"),
        (None, {}, "en"),
    ],
)
def test_the_settings_of_macos_decide_where_no_variable_does(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    languages: list[str] | None,
    environment: dict[str, str],
    language: str,
) -> None:
    module: Any = as_on("darwin", "trio_sockets.language")
    settings = tmp_path / "settings.plist"
    settings.write_bytes(plistlib.dumps({"AppleLanguages": languages} if languages else {}))
    monkeypatch.setattr(module, "_SETTINGS", settings)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert module.language_of(environment) == language


def test_a_submission_in_python_is_started_by_a_name_that_windows_has() -> None:
    module = as_on("win32", "trio_sockets.check.classroom.submissions.languages")
    made = module.recipe(HandedIn("server.py"), ())
    assert made.command == ("python", "./server.py")
