"""Checks whose sentences name the calls of a program's language."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from trio_sockets.check.model.case import Check
from trio_sockets.check.model.transcript import Transcript
from trio_sockets.check.model.verdict import Finding
from trio_sockets.check.programming.language import ProgrammingLanguage
from trio_sockets.check.programming.term import in_language
from trio_sockets.words import Words

HarnessT = TypeVar("HarnessT")


def checks_in_language(
    checks: Iterable[Check[HarnessT]], language: ProgrammingLanguage
) -> list[Check[HarnessT]]:
    """Return the checks with sentences that name the calls of a language."""
    return [_check_in(check, language) for check in checks]


def finding_in_language(finding: Finding, language: ProgrammingLanguage) -> Finding:
    """Return the finding with sentences that name the calls of a language."""

    def named(words: Words | None) -> Words | None:
        return words and in_language(words, language)

    expected = finding.expected
    return replace(
        finding,
        words=named(finding.words),
        look=named(finding.look),
        expected=in_language(expected, language) if isinstance(expected, Words) else expected,
    )


def _check_in(check: Check[HarnessT], language: ProgrammingLanguage) -> Check[HarnessT]:
    def judge(transcript: Transcript) -> Finding:
        return finding_in_language(check.judge(transcript), language)

    def in_hindsight(finding: Finding, transcript: Transcript) -> Finding:
        return finding_in_language(check.in_hindsight(finding, transcript), language)

    return replace(
        check,
        title=in_language(check.title, language),
        teaches=in_language(check.teaches, language),
        judge=judge,
        in_hindsight=in_hindsight,
    )
