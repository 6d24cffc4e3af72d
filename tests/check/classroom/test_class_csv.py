"""The table of a class as CSV."""

import csv
import io

import pytest

from check.classroom.class_rows import result, row
from trio_sockets.check.classroom.table.csv_file import csv_of
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.model.verdict import Verdict


def read(*rows: ProgramRow) -> list[dict[str, str]]:
    text = csv_of(rows).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_line_tells_all_there_is_to_know() -> None:
    [line] = read(
        row(
            "Zoé",
            result("tcp.01"),
            result("tcp.02", Verdict.LENIENT),
            result("echo.01", Verdict.FAIL, b"\x00"),
            result("echo.02", Verdict.SKIPPED),
            remark="it took long",
        )
    )
    assert line == {
        "name": "Zoé",
        "program": "server echo",
        "percent": "66.7",
        "points": "2",
        "of": "3",
        "looked at": "3",
        "in all": "4",
        "pass": "1",
        "lenient": "1",
        "fail": "1",
        "timeout": "0",
        "unclear": "0",
        "error": "0",
        "skipped": "1",
        "first": "echo.01",
        "what": "the title of echo.01 — it said \\x00",
        "printed": "",
        "known mistakes": "",
        "unclear replies": "",
        "remarks": "it took long",
        "seconds": "12.3",
        "tcp.01": "pass",
        "tcp.02": "lenient",
        "echo.01": "fail",
        "echo.02": "skipped",
    }


def test_each_program_has_the_columns_of_all() -> None:
    game, echo, missing = read(
        row("a", result("game.01"), subject="server game"),
        row("a", result("echo.01")),
        ProgramRow(name="b", problem="no server found"),
    )
    assert (game["game.01"], game["echo.01"]) == ("pass", "")
    assert (echo["game.01"], echo["echo.01"]) == ("", "pass")
    assert (missing["percent"], missing["fail"], missing["what"]) == ("", "", "no server found")


def test_a_spreadsheet_finds_its_encoding() -> None:
    assert csv_of([]).startswith(b"\xef\xbb\xbfname,program,")


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A1", "+1", "-dash", "@sum"])
def test_no_name_is_a_formula(name: str) -> None:
    [line] = read(row(name, result("tcp.01")))
    assert line["name"] == f"'{name}"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two\nlines", "two\\nlines"),
        ('a,"b"', 'a,"b"'),
        ("\x1b[2J", "\\x1b[2J"),
        ("\udcff", "\\udcff"),
        ("\t=1", "\\t=1"),
    ],
)
def test_any_name_is_one_cell(name: str, shown: str) -> None:
    [line] = read(row(name, result("tcp.01", Verdict.FAIL, name)))
    assert line["name"] == shown
    assert line["what"] == f"the title of tcp.01 — it said {shown}"
