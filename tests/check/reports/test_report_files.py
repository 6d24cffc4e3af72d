"""The files for programs: JSON, JUnit's XML, and Gradescope's."""

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from helpers import sample_report as sample
from trio_sockets import UnixAddress
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.transcript import Sent
from trio_sockets.check.model.verdict import PASSED
from trio_sockets.check.reports.files import ReportFileError, write_gradescope, write_report

NB = "\N{NO-BREAK SPACE}"


@pytest.fixture
def as_json(tmp_path: Path) -> Any:
    write_report(sample.ALL, tmp_path / "out.json", "en")
    return json.loads((tmp_path / "out.json").read_text("utf-8"))


def test_json_has_the_run(as_json: Any) -> None:
    checks = as_json.pop("checks")
    assert as_json == {
        "format": 2,
        "language": "en",
        "subject": "server text",
        "where": "python3 my server.py '{port}'",
        "address": "127.0.0.1:4000",
        "command": ["python3", "my server.py", "4000"],
        "environment": {},
        "dialect": "ours",
        "seed": 7,
        "strict": False,
        "complete": True,
        "passed": False,
        "undecided": False,
        "score": {"earned": 2.0, "possible": 8.0, "looked_at": 7.0, "total": 10.0},
        "notices": [],
        "questions": [
            {"said": "Pity, it was 63.", "could_be": ["lose"], "checks": ["game.05"]},
        ],
    }
    assert [check["verdict"] for check in checks] == [
        "pass", "fail", "lenient", "fail", "timeout", "error", "skipped", "unclear",
    ]  # fmt: skip
    assert [check["good"] for check in checks] == [True, False, True, *[False] * 5]
    assert [check["counts"] for check in checks] == [*[True] * 5, False, False, True]


def test_json_has_all_of_a_check(as_json: Any) -> None:
    check = as_json["checks"][1]
    assert check == {
        "id": "line.02",
        "title": "a message in two packets is one message",
        "teaches": "TCP carries a stream of bytes, and may cut it anywhere.",
        "section": "exercise 1, simple text server",
        "needs": [],
        "verdict": "fail",
        "good": False,
        "known": [],
        "flaky": True,
        "seconds": 0.5,
        "counts": True,
        "points": {"earned": 0.0, "possible": 3.0},
        "what": "reply number 2 is wrong",
        "look": "TCP carries a stream of bytes, and may cut it anywhere.",
        "expected": {"size": 6, "text": "WORD 1", "base64": "V09SRCAx"},
        "received": {"size": 5, "text": "WORLD", "base64": "V09STEQ="},
        "first_wrong": 3,
        "could_be": [],
        "conversation": 1,
        "crash": None,
        "gone": "the program still runs; the end of its output:\nOh\\x1b[31m no\n  <b>",
        "try": [
            "python3 'my server.py' 4000",
            r"(printf 'UPPER wor'; sleep 0.2; printf 'd 1\n'; sleep 2) | nc -w 2 127.0.0.1 4000",
        ],
        "transcript": {
            "facts": {"sent": 7},
            "conversations": [
                [
                    {"event": "sent", "at": 0.01, "data": data(b"UPPER word 0\n")},
                    {"event": "received", "at": 0.02, "data": data(b"WORD 0\n")},
                ],
                [
                    {"event": "sent", "at": 0.03, "data": data(b"UPPER wor")},
                    {"event": "sent", "at": 0.06, "data": data(b"d 1\n")},
                    {"event": "received", "at": 0.07, "data": data(b"WO")},
                    {"event": "received", "at": 0.08, "data": data(b"RLD\n")},
                ],
            ],
        },
    }


def data(raw: bytes) -> dict[str, object]:
    text = raw.decode().replace("\n", "\\n")
    return {"size": len(raw), "text": text, "base64": base64.b64encode(raw).decode()}


def test_json_has_other_events_and_any_bytes(as_json: Any) -> None:
    harmful, late = as_json["checks"][3], as_json["checks"][4]
    assert base64.b64decode(harmful["received"]["base64"]) == sample.HOSTILE[:-1]
    assert harmful["expected"] == {"words": "an error"}
    assert late["transcript"]["conversations"][0][1] == {
        "event": "silence",
        "at": 2.0,
        "seconds": 2.0,
        "blocked": False,
    }
    assert as_json["checks"][6]["transcript"] is None


def test_json_of_much_says_how_much(tmp_path: Path) -> None:
    transcript = sample.transcript((Sent(0.0, b"x" * 2**20),))
    much = Result(check=sample.PASS.check, finding=PASSED, transcript=transcript)
    write_report(sample.report(much), tmp_path / "out.json", "en")
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    [[event]] = written["checks"][0]["transcript"]["conversations"]
    assert (event["data"]["size"], event["data"]["text"]) == (2**20, "x" * 4096)


def test_json_has_facts_of_any_kind(tmp_path: Path) -> None:
    facts = {
        "a number": 1.5,
        "none": None,
        "bytes": b"\xff",
        "values": (Sent(0.0, b"x"), [True, "x"]),
        "else": {1},
    }
    transcript = replace(sample.transcript(), facts=facts)
    measured = Result(check=sample.PASS.check, finding=PASSED, transcript=transcript)
    write_report(sample.report(measured), tmp_path / "out.json", "en")
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert written["checks"][0]["transcript"]["facts"] == {
        "a number": 1.5,
        "none": None,
        "bytes": {"size": 1, "text": "\\xff", "base64": "/w=="},
        "values": [{"at": 0.0, "data": data(b"x")}, [True, "x"]],
        "else": "{1}",
    }


def test_junit_can_be_parsed_back(tmp_path: Path) -> None:
    write_report(sample.ALL, tmp_path / "out.xml", "en")
    read = JUnitXml.fromfile(str(tmp_path / "out.xml"))
    [suite] = list(read)
    assert (suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) == (
        "server text", 8, 3, 1, 2,
    )  # fmt: skip
    properties = {each.name: each.value for each in suite.properties()}  # type: ignore[no-untyped-call]
    assert properties["seed"] == "7"
    assert properties["score"] == "2/8"
    assert (properties["looked-at"], properties["unclear"]) == ("7/10", "1")
    cases = {case.name.split()[0]: case for case in suite if isinstance(case, TestCase)}
    assert {name: [type(each) for each in case.result] for name, case in cases.items()} == {
        "tcp.01": [],
        "line.02": [Failure],
        "line.08": [],
        "text.01": [Failure],
        "text.02": [Failure],
        "text.10": [Error],
        "text.11": [Skipped],
        "game.05": [Skipped],
    }
    [unclear] = cases["game.05"].result
    assert unclear.message == "unclear: the dialect does not know this message"
    assert "Pity, it was 63." in (cases["game.05"].system_out or "")
    [failure] = cases["line.02"].result
    assert (failure.type, failure.message) == ("fail", "reply number 2 is wrong")
    assert "│WO│RLD\\n│" in failure.text
    assert cases["line.02"].classname == "server.text.line"
    assert cases["text.02"].result[0].type == "timeout"
    assert "0 replies" in (cases["line.08"].system_out or "")


def test_gradescope_has_its_shape(tmp_path: Path) -> None:
    write_gradescope(sample.ALL, tmp_path / "results.json", "fr")
    results = json.loads((tmp_path / "results.json").read_text("utf-8"))
    tests = results.pop("tests")
    assert results == {
        "score": 2.0,
        "execution_time": 3,
        "output": f"server text{NB}: python3 my server.py '{{port}}'\n"
        f"le programme dit «{NB}Pity, it was 63.{NB}»{NB}: "
        f"le compter comme une défaite\N{NARROW NO-BREAK SPACE}? (game.05)\n"
        f"Note{NB}: 2 points sur 8\nExaminé{NB}: 7 points sur 10 (70 %)\n"
        + results["output"].split("\n", 4)[4],
        "extra_data": {
            "earned": 2.0,
            "possible": 8.0,
            "looked_at": 7.0,
            "total": 10.0,
            "unclear": ["game.05"],
        },
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "visible",
    }
    assert {frozenset(test) for test in tests} == {
        frozenset(("number", "name", "score", "max_score", "status", "output", "visibility")),
        frozenset(("number", "name", "output", "visibility")),
    }
    assert [(each["score"], each["max_score"], each["status"]) for each in tests[:5]] == [
        (1.0, 1.0, "passed"),
        (0.0, 3.0, "failed"),
        (1.0, 1.0, "passed"),
        *[(0.0, 1.0, "failed")] * 2,
    ]
    assert [each["number"] for each in tests if "score" not in each] == [
        "text.10", "text.11", "game.05",
    ]  # fmt: skip
    assert tests[0]["output"] == "réussi"
    assert "le premier octet faux" in tests[1]["output"]


@pytest.mark.parametrize("name", ["out.json", "out.xml", "out.html"])
def test_an_address_that_is_not_utf_8_is_an_escape(tmp_path: Path, name: str) -> None:
    report = replace(sample.ALL, address=UnixAddress("caf\udce9.sock"), command=())
    write_report(report, tmp_path / name, "en")
    assert r"caf\udce9.sock" in (tmp_path / name).read_text("utf-8").replace(r"\\", "\\")


@pytest.mark.parametrize("name", ["out.txt", "out", "out.json.gz"])
def test_an_unknown_suffix_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReportFileError, match=r"must end in \.html, \.json, \.xml"):
        write_report(sample.ALL, tmp_path / name, "en")


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    path = tmp_path / "none" / "out.json"
    with pytest.raises(ReportFileError, match=r"cannot write .*out\.json: No such file"):
        write_report(sample.ALL, path, "en")
