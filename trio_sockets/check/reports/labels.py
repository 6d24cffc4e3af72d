"""The reports' own words: verdicts, stages, and what stands before each part of a report."""

from trio_sockets.check.verdict import Verdict
from trio_sockets.check.words import Translate, Words, say

SYMBOLS = {
    Verdict.PASS: "✓",
    Verdict.LENIENT: "~",
    Verdict.FAIL: "✗",
    Verdict.TIMEOUT: "◷",
    Verdict.ERROR: "!",
    Verdict.SKIPPED: "–",  # noqa: RUF001 - a dash: there is nothing to show
}

VERDICTS = {
    Verdict.PASS: say("pass"),
    Verdict.LENIENT: say("lenient"),
    Verdict.FAIL: say("fail"),
    Verdict.TIMEOUT: say("timeout"),
    Verdict.ERROR: say("checker's error"),
    Verdict.SKIPPED: say("skipped"),
}

STAGES = {
    "tcp": say("Connections"),
    "line": say("Messages, and where they end"),
    "echo": say("The echo"),
    "text": say("The commands"),
    "game": say("The game"),
    "many": say("Many clients"),
    "client": say("The client"),
}
"""By what stands before the dot in the ids of a stage's checks."""

FLAKY = say("flaky")

WHAT = say("What happened")
CONVERSATION = say("The conversation")
CHECKER = say("checker")
PROGRAM = say("program")
EXPECTED = say("expected")
RECEIVED = say("received")
NOTHING = say("(nothing)")
FIRST_WRONG = say("the first wrong byte")
MISSING = say("here something is missing")
LOOK = say("Look at this")
TEACHES = say("To learn")
SECTION = say("Lab sheet")
GONE = say("The program")
TRY = say("Try it yourself")
START_PROGRAM = say("Start your program in one terminal:")
THEN = say("and in another terminal, type:")
TYPE = say("Type in a terminal:")
SERVE_FIRST = say("Have this wait in one terminal:")
THEN_PROGRAM = say("and in another terminal, start your program:")

SUBJECT = say("Checked")
WHERE = say("Where")
DIALECT = say("Dialect")
SEED = say("Seed")
SCORE = say("Score")
NEXT = say("Next")


def count(verdict: Verdict, number: int) -> Words:
    """Return how often a verdict came up."""
    return say("{verdict}: {number}", verdict=VERDICTS[verdict], number=number)


def size(number: int) -> Words:
    """Return how much that is."""
    return say("{count} bytes", count=number)


def conversation(number: int, count: int) -> Words:
    """Return the heading of a conversation, one of so many."""
    if count == 1:
        return CONVERSATION
    return say("The conversation (connection {number} of {count})", number=number, count=count)


def stage(check_id: str, translate: Translate) -> str:
    """Return the name of a check's stage."""
    prefix = check_id.partition(".")[0]
    return STAGES[prefix].read(translate) if prefix in STAGES else prefix
