"""What is to be known beside the checks stands in every report."""

import json
from dataclasses import replace
from xml.etree.ElementTree import fromstring

from helpers import sample_report as sample
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.model.notices import of_dialect, of_grade
from trio_sockets.check.reports.gradescope import to_gradescope
from trio_sockets.check.reports.html import to_html
from trio_sockets.check.reports.json_file import to_json
from trio_sockets.check.reports.junit import to_junit
from trio_sockets.commands.check.notices import Notices
from trio_sockets.language import translator
from trio_sockets.words import Words, in_english, say

OURS = load_dialect("ours").of_service("game")
FREE = load_dialect("free-text").of_service("game")
FRENCH = translator("fr")


def test_each_sentence_is_shown_once_also_if_it_came_early() -> None:
    notices, shown = Notices(), list[Words]()
    notices(say("early"))
    notices.show_by(shown.append)
    notices(say("late"))
    assert [words.read() for words in shown] == ["early", "late"]
    assert notices.told == tuple(shown)


def test_a_dialect_without_tries_says_what_that_means() -> None:
    assert list(of_dialect(OURS)) == []
    endless = replace(FREE, sheet={}, game={})
    [words] = of_dialect(endless)
    assert "neither by {tries} in its greeting nor in its parameters" in words.read()
    assert "personne ne peut la perdre" in words.read(FRENCH)
    assert list(of_dialect(replace(endless, service="echo"))) == []


def test_a_grade_with_something_unclear_is_not_the_last_word() -> None:
    assert list(of_grade(FREE, unclear=0)) == []
    assert list(of_grade(OURS, unclear=2)) == []
    [words] = of_grade(FREE, unclear=2)
    assert "is not confirmed" in words.read()
    assert "n'est pas confirmé" in words.read(FRENCH)


def test_the_files_hold_them() -> None:
    report = replace(sample.report(sample.CUT), notices=(say("The checker types."),))
    assert json.loads(to_json(report, "en", in_english))["notices"] == ["The checker types."]
    assert "The checker types." in to_html(report, "en", in_english)
    suite = fromstring(to_junit(report, in_english))[0]
    assert (suite.findtext("system-out") or "").strip() == "The checker types."
    assert fromstring(to_junit(sample.report(sample.CUT), in_english))[0].find("system-out") is None
    assert "The checker types." in json.loads(to_gradescope(report, in_english))["output"]


def test_a_french_colon_has_its_no_break_space() -> None:
    output = json.loads(to_gradescope(sample.report(sample.CUT), FRENCH))["output"]
    assert "Examiné\N{NO-BREAK SPACE}: " in output
    assert "Examiné: " not in output
