"""The complete report as JSON, for programs. ``docs/reports.md`` describes its fields."""

import base64
import json
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.transcript import (
    Ended,
    Event,
    HalfClosed,
    Left,
    Received,
    Refused,
    Reset,
    Sent,
    Silence,
    Transcript,
)
from trio_sockets.check.reports.explained import explain
from trio_sockets.check.reports.questions import questions_of
from trio_sockets.visible import visible
from trio_sockets.words import Translate, Words, show_bytes

FORMAT = 2
"""The version of the format. It is incremented when a field disappears or changes its meaning."""

KEPT = 4096
"""The most bytes of one packet that are written, as a check may send 32 MiB."""

_NAMES = {
    Sent: "sent",
    Received: "received",
    HalfClosed: "half-closed",
    Left: "left",
    Ended: "ended",
    Reset: "reset",
    Refused: "refused",
    Silence: "silence",
}

Json: TypeAlias = dict[str, Any]


def to_json(report: Report, language: str, translate: Translate) -> str:
    """Return the text of the file.

    :param language: the code of the sentences' language.
    """
    score = report.score
    return json.dumps(
        {
            "format": FORMAT,
            "language": language,
            "subject": report.subject,
            "where": report.where,
            "address": None if report.address is None else visible(str(report.address)),
            "command": list(report.command),
            "environment": {visible(k): visible(v) for k, v in report.environment.items()},
            "dialect": report.dialect,
            "seed": report.seed,
            "strict": report.strict,
            "complete": report.complete,
            "passed": report.passed,
            "undecided": report.undecided,
            "score": {
                "earned": score.earned,
                "possible": score.possible,
                "looked_at": score.looked_at,
                "total": score.total,
            },
            "notices": [words.read(translate) for words in report.notices],
            "questions": [
                {
                    "said": question.said,
                    "could_be": list(question.could_be),
                    "checks": list(question.checks),
                }
                for question in questions_of(report.results)
            ],
            "checks": [_check(report, result, translate) for result in report.results],
        },
        ensure_ascii=False,
        indent=1,
    )


def _check(report: Report, result: Result, translate: Translate) -> Json:
    explained, finding = explain(report, result, translate), result.finding
    points, good = report.points(result), report.is_good(result)
    return {
        "id": result.check.id,
        "title": explained.title,
        "teaches": explained.teaches,
        "section": explained.section,
        "needs": list(result.check.needs),
        "verdict": result.verdict.value,
        "good": good,
        "flaky": result.flaky,
        "known": [
            {
                "mistake": known.mistake.value,
                "found_by": known.found_by,
                "words": known.words.read(translate),
            }
            for known in result.known
        ],
        "seconds": round(result.seconds, 3),
        "counts": report.counts(result),
        "points": {"earned": points if good else 0.0, "possible": points},
        "what": explained.what or None,
        "look": explained.look or None,
        "expected": _said(finding.expected, translate),
        "received": _said(finding.received, translate),
        "first_wrong": finding.first_wrong,
        "could_be": list(finding.could_be),
        "conversation": finding.conversation,
        "crash": None if result.crash is None else result.crash.words.read(translate),
        "gone": None if result.gone is None else result.gone.read(translate),
        "try": [command for _, command in explained.tries],
        "transcript": None if result.transcript is None else _transcript(result.transcript),
    }


def _said(value: bytes | Words | None, translate: Translate) -> Json | None:
    match value:
        case None:
            return None
        case bytes():
            return _data(value)
        case Words():
            return {"words": value.read(translate)}


def _transcript(transcript: Transcript) -> Json:
    return {
        "facts": {name: _fact(value) for name, value in transcript.facts.items()},
        "conversations": [
            [_event(event) for event in conversation.events]
            for conversation in transcript.conversations
        ],
    }


def _event(event: Event) -> Json:
    values = {field.name: _fact(getattr(event, field.name)) for field in fields(event)}
    return {"event": _NAMES[type(event)], **values}


def _fact(value: object) -> object:
    """Return a measured value as a JSON value."""
    match value:
        case float():
            return round(value, 6)
        case int() | str() | None:
            return value
        case bytes():
            return _data(value)
        case list() | tuple():
            return [_fact(each) for each in value]
        case _ if is_dataclass(value):
            return {each.name: _fact(getattr(value, each.name)) for each in fields(value)}
        case _:
            return repr(value)


def _data(data: bytes) -> Json:
    kept = data[:KEPT]
    return {
        "size": len(data),
        "text": show_bytes(kept),
        "base64": base64.b64encode(kept).decode(),
    }
