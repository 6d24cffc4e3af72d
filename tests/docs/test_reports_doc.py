"""``docs/reports.md`` names what is in the files, and what is on the terminal."""

import json
import re
from dataclasses import replace
from pathlib import Path

from helpers import sample_report as sample
from helpers.markdown_blocks import page, table
from trio_sockets.check.model.transcript import (
    Ended,
    HalfClosed,
    Left,
    Received,
    Refused,
    Reset,
    Sent,
    Silence,
)
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports import labels
from trio_sockets.check.reports.files import SUFFIXES
from trio_sockets.check.reports.json_file import FORMAT, KEPT, to_json
from trio_sockets.commands.options.words import DONE, FAILED, INTERRUPTED, UNDECIDED, WRONG_WORDS
from trio_sockets.words import in_english

PAGE = page("reports.md")
EVERY_EVENT = (
    Sent(0.0, b"x"), Received(0.0, b"x"), HalfClosed(0.0), Left(0.0, rudely=True), Ended(0.0),
    Reset(0.0), Refused(0.0, "no"), Silence(0.0, 1.0),
)  # fmt: skip


def keys(heading: str, column: str) -> set[str]:
    rows = table(PAGE, heading, "What it is")
    return {key for row in rows for key in re.findall(r"`(\w+)`", row[column])}


def test_every_key_has_its_row() -> None:
    written = json.loads(to_json(sample.ALL, "en", in_english))
    assert set(written) == keys("Key", "Key")
    assert set(written["checks"][0]) == keys("Key of a check", "Key of a check")
    assert written["format"] == FORMAT == 2


def test_every_event_has_its_row() -> None:
    result = replace(sample.PASS, transcript=sample.transcript(EVERY_EVENT))
    written = json.loads(to_json(sample.report(result), "en", in_english))
    [events] = written["checks"][0]["transcript"]["conversations"]
    rows = table(PAGE, "Event", "What happened", "Other keys")
    assert {
        row["Event"].strip("`"): set(re.findall(r"`(\w+)`", row["Other keys"])) for row in rows
    } == {event["event"]: set(event) - {"event", "at"} for event in events}
    assert f"{KEPT:,} bytes" in PAGE


def test_every_verdict_suffix_and_exit_code_has_its_row() -> None:
    assert {
        row["Symbol"]: row["Verdict"] for row in table(PAGE, "Symbol", "Verdict", "What it means")
    } == {labels.SYMBOLS[verdict]: labels.VERDICTS[verdict].read() for verdict in Verdict}
    assert set(re.findall(r"--report FILE(\.\w+)", PAGE)) == {*SUFFIXES}
    assert {row["Code"] for row in table(PAGE, "Code", "When")} == {
        str(code) for code in (DONE, FAILED, WRONG_WORDS, UNDECIDED, INTERRUPTED)
    }


def test_the_files_it_names_are_there() -> None:
    root = Path(__file__).parents[2]
    files = re.findall(r"`(trio_sockets/[^`]+)`", PAGE)
    assert files
    assert all((root / name).exists() for name in files)
