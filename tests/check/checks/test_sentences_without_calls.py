"""No sentence about a program names a call of one programming language: terms do."""

import ast
import re
from pathlib import Path

import pytest

from trio_sockets.check.checks import clients as checks
from trio_sockets.check.checks import servers as server_checks
from trio_sockets.check.judging import clients as judging

OF_PYTHON = re.compile(
    r"\b(?!log2)\w+\(|b''|\bNone\b|//|\b[A-Z]\w*Error\b|\bexcept\b|\btry:|sys\.|\bmakefile\b|\bself\b"
)
OF_CLIENTS = [
    *sorted(Path(checks.__file__).parent.glob("*.py")),
    Path(judging.__file__),
    Path(judging.__file__).with_name("client_game.py"),
]
FILES = [
    *OF_CLIENTS,
    *sorted(Path(server_checks.__file__).parent.glob("*.py")),
    *(Path(judging.__file__).with_name(f"{name}.py") for name in ("servers", "server_end", "echo")),
]


def sentences(source: str) -> list[str]:
    return [
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "say"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sentence_leaves_the_name_of_a_call_to_a_term(path: Path) -> None:
    for sentence in sentences(path.read_text("utf-8")):
        assert not OF_PYTHON.search(sentence), sentence


def test_no_sentence_begins_with_a_term_that_may_be_code() -> None:
    beginning = [
        sentence
        for path in OF_CLIENTS
        for sentence in sentences(path.read_text("utf-8"))
        if sentence.startswith("{")
    ]
    # These begin with what happened, which is a sentence of our own.
    assert all(sentence.startswith(("{after}", "{awaited}")) for sentence in beginning)


@pytest.mark.parametrize(
    "sentence", ["recv() returns", "it is b''", "a // b", "catch OSError", "see sys.argv"]
)
def test_a_call_outright_would_be_seen(sentence: str) -> None:
    assert OF_PYTHON.search(sentence)
