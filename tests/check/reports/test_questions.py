"""What a report asks the teacher, and what a class does."""

from dataclasses import replace

from check.classroom import class_rows
from helpers import sample_report as sample
from trio_sockets.check.classroom.table.asking import class_questions
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.model.possibility import Possibility, any_of
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.reports.questions import questions_of

WIN, LOSE, HIGHER = Possibility.WIN, Possibility.LOSE, Possibility.HIGHER


def unread(id_: str, said: bytes, *could_be: Possibility) -> Result:
    finding = Finding(verdict=Verdict.UNCLEAR, received=said, could_be=could_be)
    return Result(check=sample.check(id_), finding=finding)


def test_messages_that_differ_in_numbers_and_marks_are_one_question() -> None:
    [question] = questions_of(
        [
            sample.PASS,
            unread("game.05", b"Bravo in 3!", WIN, LOSE),
            unread("game.09", b"bravo, in 12 :-)", WIN, HIGHER),
        ]
    )
    assert (question.said, question.could_be) == ("Bravo in 3!", (WIN,))
    assert question.asked.read() == (
        'the program says "Bravo in 3!": count it as a win? (game.05, game.09)'
    )


def test_a_message_with_no_meaning_in_common_may_have_any_of_them() -> None:
    [question] = questions_of([unread("a.01", b"x", WIN), unread("a.02", b"x", HIGHER)])
    assert question.could_be == (HIGHER, WIN)
    assert question.proposal.read() == "what is it: higher or a win?"


def test_a_long_or_hostile_message_is_shown_safely() -> None:
    [hostile, long] = questions_of(
        [unread("a.01", b"\x1b[2J", WIN), unread("a.02", b"x" * 5000, WIN)]
    )
    assert hostile.said == r"\x1b[2J"
    assert long.said == "x" * 100 + "…"


def test_meanings_are_listed_as_a_person_would() -> None:
    assert any_of([HIGHER]).read() == "higher"
    assert any_of([HIGHER, WIN, LOSE]).read() == "higher, a win or a loss"


def row(name: str, *results: Result) -> ProgramRow:
    plain = class_rows.row(name, sample.PASS)
    assert plain.report is not None
    return replace(plain, report=replace(plain.report, results=results))


def test_a_class_asks_once_what_many_programs_say() -> None:
    rows = [
        row("ana", unread("game.05", b"Perdu 3", LOSE)),
        row("bea", unread("game.05", b"Bravo 1", WIN), unread("game.06", b"Bravo 2", WIN)),
        row("carl", unread("game.06", b"bravo 9", WIN, LOSE)),
        row("dora", sample.PASS),
        ProgramRow(name="emil", problem="no server found"),
    ]
    assert [each.asked.read() for each in class_questions(rows)] == [
        '2 programs say "Bravo 1": count it as a win?',
        '1 program says "Perdu 3": count it as a loss?',
    ]
