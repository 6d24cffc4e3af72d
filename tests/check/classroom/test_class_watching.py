"""A submission that changes is graded again; none is while it is still being written."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import trio

from helpers.command import COMMAND
from trio_sockets.check.classroom.submissions.finding import Submission
from trio_sockets.check.classroom.watching import Changes, fingerprints, watch


class SeenError(Exception):
    """The end of a watch that has seen enough."""


def test_only_what_has_changed_and_settled_is_graded_again() -> None:
    changes = Changes({"adam": 1, "bea": 1})
    assert changes.settled({"adam": 1, "bea": 1}) == []
    assert changes.settled({"adam": 2, "bea": 1}) == []  # it may still be written
    assert changes.settled({"adam": 3, "bea": 1}) == []
    assert changes.settled({"adam": 3, "bea": 1}) == ["adam"]
    assert changes.settled({"adam": 3, "bea": 1}) == []


def test_a_new_submission_is_graded_and_one_that_is_gone_is_not() -> None:
    changes = Changes({"adam": 1})
    assert changes.settled({"bea": 5}) == []
    assert changes.settled({"bea": 5}) == ["bea"]
    assert changes.settled({"adam": 1, "bea": 5}) == []


def test_a_fingerprint_is_of_content_and_of_what_holds_for_all(tmp_path: Path) -> None:
    for name in ("adam", "bea"):
        (tmp_path / name / "src").mkdir(parents=True)
    source = tmp_path / "adam" / "src" / "echo_server.py"
    source.write_text("1")
    names = ["adam", "bea"]
    first = fingerprints(tmp_path, names)
    assert fingerprints(tmp_path, names) == first
    source.write_text("12")
    second = fingerprints(tmp_path, names)
    assert second["adam"] != first["adam"]
    assert second["bea"] == first["bea"]
    os.utime(source, ns=(1, 1))
    assert fingerprints(tmp_path, names)["adam"] != second["adam"]
    (tmp_path / "adam" / "__pycache__").mkdir()
    (tmp_path / "adam" / "__pycache__" / "x.pyc").touch()
    third = fingerprints(tmp_path, names)
    (tmp_path / "check.toml").write_text("")
    fourth = fingerprints(tmp_path, names)
    assert all(fourth[name] != third[name] for name in names)


async def test_it_looks_again_and_again(tmp_path: Path) -> None:
    submissions = [Submission(name=name, folder=tmp_path / name) for name in ("adam", "bea")]
    for each in submissions:
        each.folder.mkdir()
    changes = Changes(fingerprints(tmp_path, ["adam", "bea"]))
    (tmp_path / "bea" / "echo_server.py").touch()

    async def again(found: list[Submission], changed: list[Submission]) -> None:
        assert found == submissions
        assert changed == submissions[1:]
        raise SeenError

    with pytest.raises(SeenError):
        await watch(lambda: submissions, tmp_path, changes, again, look=0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
async def test_the_command_grades_what_changes_until_it_is_interrupted(tmp_path: Path) -> None:
    for name in ("adam", "bea"):
        (tmp_path / "class" / name).mkdir(parents=True)
    table = tmp_path / "table.csv"
    words = ["--watch", "--lang", "en", "--no-sandbox", "--csv", str(table)]
    async with trio.open_nursery() as nursery:
        start = partial(
            trio.run_process,
            [*COMMAND, "check", "class", str(tmp_path / "class"), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
        process: trio.Process = await nursery.start(start)
        assert process.stderr is not None
        assert process.stdout is not None

        async def until_said(words: bytes) -> None:
            said = b""
            while words not in said:
                more = await process.stderr.receive_some() if process.stderr else b""
                assert more, said
                said += more

        await until_said(b"A submission that changes is graded again")
        (tmp_path / "class" / "bea" / "echo_server.lua").touch()
        await until_said(b"1/1 bea: echo_server.lua is in no language")
        process.send_signal(signal.SIGINT)
        printed = b"".join([chunk async for chunk in process.stdout])
        assert await process.wait() == 0
    assert printed.count(b"adam") == 1
    assert b"echo_server.lua" in printed
    assert "echo_server.lua" in table.read_text("utf-8-sig")
