"""Each kind of bad word, to each option of each command: one line and exit code 2.

The commands and their options are the app's own, so that a new one is asked too. They run in this
process: a process a word would take minutes.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
import structlog
from cyclopts import Argument

from helpers.commands_of_app import commands
from trio_sockets.address import TcpAddress
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.scenario import Scenario
from trio_sockets.cli import app, run
from trio_sockets.commands.options.config_file import File
from trio_sockets.workers.inheritance import Inheritance

SECRET = "redis://:secret@h:1"
ENDLESS = "9" * 5000
URLS = ["localhost:1", "", "http://h", "redis://:se#secret@h", "unix:" + 200 * "a"]
FILES = ["none.toml", "/", "/dev/null", "a\0b", "\ud800", ENDLESS]

BY_NAME: dict[str, list[str]] = {
    "SERVICES": ["nosuch", "", "text@a..b:1", "text@nohost", "text@unix:", SECRET],
    "--proxy-from": ["10.0.0.0/33", "x", SECRET],
    "--name": ["a b", "", "a" * 25, "\x1b[2J"],
    "--room": ["a b", "", "a" * 25, "\x1b[2J"],
    "--command": ["./no-such-program", ""],
    "--server": ["'", "", "./no-such-program"],
    "--client": ["'", "", "./no-such-program"],
    "--player": [],  # whatever it is, it may be what somebody is called
    "--inherit": ["x", ""],
    "--cluster": URLS,
    "--scores": [*URLS, "a\0b", "\udcff", "a" * 300],
}
"""Words that are bad for what is a string, or may be one."""

BY_TYPE: dict[type, list[str]] = {
    bool: ["maybe", SECRET],
    int: ["x", "", "1.5", "1e3", "nan", ENDLESS, SECRET],
    float: ["x", "", "nan", "-1", SECRET],
    datetime: ["yesterday", "", "2026-13-01", "0001-01-01T00:00+23:59", SECRET],
    TcpAddress: ["a..b:1", "", "host", "host:65536", "unix:", "unix:a\0b", "a b:1", SECRET],
    Path: ["a" * 300, "", "a\0b", "\ud800"],
    Dialect: FILES,
    Scenario: FILES,
    File: FILES,
    Inheritance: ["x", ""],
}

BASE = {
    ("serve",): ["text@127.0.0.1:0"],
    ("play",): ["127.0.0.1:1"],
    ("race",): ["127.0.0.1:1"],
    ("talk",): ["127.0.0.1:1"],
    ("scores",): ["none.sqlite"],
    ("completion",): ["bash"],
    ("trace",): [],  # it lacks what to trace, which is seen after the words themselves
    ("check", "server"): ["echo", "127.0.0.1:1"],
    ("check", "client"): ["echo", "127.0.0.1:2"],
    ("check", "dialect"): ["ours"],
    ("check", "learn", "game"): ["127.0.0.1:1"],
    ("check", "learn", "text"): ["127.0.0.1:1"],
    ("check", "learn", "client"): ["game", "127.0.0.1:2"],
    ("check", "class"): ["/"],
}
"""Words with which a command is in order, but for one option."""


def arguments() -> Iterator[tuple[tuple[str, ...], Argument]]:
    for path, command in commands(app):
        for one in command.assemble_argument_collection():
            if not one.children:
                yield path, one


ARGUMENTS = list(arguments())
IDS = [f"{'-'.join(path)} {one.name}" for path, one in ARGUMENTS]
each_argument = pytest.mark.parametrize(("path", "argument"), ARGUMENTS, ids=IDS)


def bad_words(argument: Argument) -> Sequence[str]:
    if argument.name in BY_NAME:
        return BY_NAME[argument.name]
    types = {*_types(argument.hint)}
    if {Path, str} <= types:  # a file, or a Valkey
        return BY_NAME["--scores"]
    if Literal in types:
        return ["nosuch", "", "\x1b[2J", SECRET]
    for type_, words in BY_TYPE.items():
        if type_ in types:
            return words
    pytest.fail(f"which words are bad for {argument.name}? BY_TYPE or BY_NAME has to say")


def _types(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Literal:
        yield Literal
        return
    yield hint
    for inner in get_args(hint):
        yield from _types(inner)


def command_line(path: tuple[str, ...], argument: Argument, word: str) -> list[str]:
    base = list(BASE[path])
    if argument.name.startswith("-"):
        return [*path, *base, f"{argument.name}={word}"]
    place = argument.index or 0
    return [*path, *base[:place], word, *base[place + 1 :]]


@pytest.fixture(autouse=True)
def _nothing_begins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Have a command end at once, by exit code 0, where all its words are taken for right.

    Afterwards the log, and the output that `serve` takes over, are as they were.
    """

    async def end(*_: object, **__: object) -> None:
        sys.exit(0)

    monkeypatch.chdir(tmp_path)
    for name in (
        "serve.serve_until_signalled",
        "serve.serve_with_workers",
        "check.server.grade",
        "check.client.grade",
        "check.class_run.grade_class",
    ):
        monkeypatch.setattr(f"trio_sockets.commands.{name}", end)
    monkeypatch.setattr("trio_sockets.commands.serve.put_output_in_background", lambda: None)
    yield
    structlog.reset_defaults()


def refused(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command; see that it ends as it should, and return its line."""
    code = run(words)
    output, errors = capsys.readouterr()
    assert (code, output) == (2, ""), errors
    assert errors.startswith("trio-sockets: ")
    assert errors.count("\n") == 1
    assert errors.endswith("\n")
    assert len(errors) < 700
    assert "secret" not in errors
    assert "\x1b" not in errors
    return errors


@each_argument
def test_a_bad_word_is_one_line(
    path: tuple[str, ...], argument: Argument, capsys: pytest.CaptureFixture[str]
) -> None:
    for word in bad_words(argument):
        refused(command_line(path, argument, word), capsys)


@pytest.mark.thorough
@each_argument
def test_a_bad_variable_is_named_and_a_blank_one_is_as_none(
    path: tuple[str, ...],
    argument: Argument,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not argument.name.startswith("-"):
        return  # a word of the command line comes before it
    name = "_".join([*path, argument.name.removeprefix("--")]).replace("-", "_").upper()
    variable = f"TRIO_SOCKETS_{name}"
    words = [*path, *BASE[path]]
    for bad in bad_words(argument)[:1]:
        monkeypatch.setenv(variable, bad)
        line = refused(words, capsys)
        assert variable in line or argument.name == "--command"
    monkeypatch.setenv(variable, " ")
    if path != ("talk",):  # which needs the standard output of a process
        run(words)
        assert variable not in capsys.readouterr().err


@pytest.mark.thorough
@each_argument
def test_a_bad_word_of_a_file_is_named_with_the_file(
    path: tuple[str, ...], argument: Argument, capsys: pytest.CaptureFixture[str]
) -> None:
    if not argument.name.startswith("-") or not argument.show:
        return
    key = argument.name.removeprefix("--")
    for bad in bad_words(argument)[:1]:
        file = Path("lab.toml")
        file.write_text(f"[{'.'.join(path)}]\n{key} = {json.dumps(bad)}\n", "utf-8")
        line = refused(["--config", "lab.toml", *path, *BASE[path]], capsys)
        assert "lab.toml" in line or argument.name == "--command"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[serve\n", "lab.toml: "),
        (b"[serve]\nidle-timeout = x\n", "(at line 2"),
        (b"[serve]\nno-such = 1\n", "Unknown option"),
        (b"serve = 1\n", 'in "lab.toml" must be a mapping'),
        (b"\xff\xfe[\0s\0", "it is UTF-16: save it as UTF-8"),
        (b"a = 1\nb = '\xe9'\n", "line 2 is not UTF-8: save it as UTF-8"),
        (b"a = " + b"[" * 5000, "lab.toml: "),
        (b"#" * 70000, "it is larger than 64 KiB"),
    ],
)
def test_a_bad_file_of_options_is_one_line(
    content: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("lab.toml").write_bytes(content)
    line = refused(["--config", "lab.toml", "serve"], capsys)
    assert "lab.toml" in line
    assert words in line


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_options_that_cannot_be_read_is_one_line(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused([f"--config={file}", "serve"], capsys)


def test_a_blank_variable_is_none_and_a_bad_one_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WORKERS", "SCORES", "PROXY_FROM", "LOG_REPEATS", "TLS_CERT", "SERVICES"):
        monkeypatch.setenv(f"TRIO_SOCKETS_SERVE_{name}", "")
    monkeypatch.setenv("TRIO_SOCKETS_CONFIG", " ")
    assert run(["serve", "text@127.0.0.1:0"]) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("TRIO_SOCKETS_SERVE_METRICS", "host")
    assert refused(["serve"], capsys) == (
        "trio-sockets: Invalid value for TRIO_SOCKETS_SERVE_METRICS: "
        "'host' is no address: write host:PORT\n"
    )


def test_a_file_that_windows_wrote_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    Path("lab.toml").write_bytes(b"\xef\xbb\xbf[serve]\r\nworkers = 0\r\n")
    assert '"0" for [workers] in lab.toml' in refused(["--config", "lab.toml", "serve"], capsys)
