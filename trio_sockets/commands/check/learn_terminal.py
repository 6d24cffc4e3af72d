"""What was learned of a program, on the terminal: a table that a person can correct."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from trio_sockets.check.classroom.programs.learning import ClassLearner
from trio_sockets.check.classroom.table.rows import ProgramRow
from trio_sockets.check.learn.learning import LearnedDialect
from trio_sockets.check.learn.verifying import Verified
from trio_sockets.check.learn.writing.draft import MessageRemark
from trio_sockets.visible import visible
from trio_sockets.words import Translate, say

_SHOWN = 3
"""Replies that are shown of those that the dialect does not read."""


def show_learned(console: Console, learned: LearnedDialect, translate: Translate) -> None:
    """Print the table, and what is left to decide."""
    for remark in learned.draft.remarks:
        console.print(_line(remark, translate), soft_wrap=True)
    verified = learned.verified
    if verified.right or verified.unread:
        _show_verified(console, verified, translate)
    if learned.draft.questions:
        console.print()
        console.print(
            Text(say("Not sure; please decide:").read(translate)), style="bold", soft_wrap=True
        )
        for question in learned.draft.questions:
            console.print(Text(f"  ? {visible(question.read(translate))}"), soft_wrap=True)
    console.print()


def _show_verified(console: Console, verified: Verified, translate: Translate) -> None:
    every = verified.right + len(verified.unread)
    sentences = [
        say(
            "The dialect reads {right} of {all} replies as they were meant.",
            right=verified.right,
            all=every,
        )
    ]
    sentences += [
        say('It does not read "{said}".', said=said)
        for said in [*dict.fromkeys(verified.unread)][:_SHOWN]
    ]
    console.print()
    for sentence in sentences:
        console.print(Text(sentence.read(translate)), soft_wrap=True)


def _line(remark: MessageRemark, translate: Translate) -> Text:
    said = remark.said.replace("\n", " / ")
    if remark.times == 1:
        words = say(
            '"{said}" (once) → {meaning}, because {reason}',
            said=said,
            meaning=remark.meaning,
            reason=remark.because,
        )
    else:
        words = say(
            '"{said}" ({times} times) → {meaning}, because {reason}',
            said=said,
            times=remark.times,
            meaning=remark.meaning,
            reason=remark.because,
        )
    return Text(words.read(translate))


def show_learned_groups(
    console: Console,
    rows: Sequence[ProgramRow],
    learner: ClassLearner | None,
    translate: Translate,
) -> None:
    """Say which programs of a class speak alike; without a learner, offer one if it has use."""
    if learner is not None:
        sentences = [group.told for group in learner.groups]
    else:
        count = sum(row.not_understood for row in rows)
        sentences = (
            [
                say(
                    "The dialect understands nothing of {count} programs: with --learn, they are "
                    "graded by what is learned of them.",
                    count=count,
                )
            ]
            if count
            else []
        )
    for sentence in sentences:
        console.print(Text(sentence.read(translate)), soft_wrap=True)
