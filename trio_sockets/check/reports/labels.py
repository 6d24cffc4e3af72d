"""The words of the reports: verdicts, stages, and the labels of their parts."""

from trio_sockets.check.model.verdict import Verdict
from trio_sockets.words import Translate, Words, say

SYMBOLS = {
    Verdict.PASS: "✓",
    Verdict.LENIENT: "~",
    Verdict.FAIL: "✗",
    Verdict.TIMEOUT: "◷",
    Verdict.UNCLEAR: "?",
    Verdict.ERROR: "!",
    Verdict.SKIPPED: "–",  # noqa: RUF001 - a dash: there is nothing to show
}

VERDICTS = {
    Verdict.PASS: say("pass"),
    Verdict.LENIENT: say("lenient"),
    Verdict.FAIL: say("fail"),
    Verdict.TIMEOUT: say("timeout"),
    Verdict.UNCLEAR: say("unclear"),
    Verdict.ERROR: say("checker's error"),
    Verdict.SKIPPED: say("skipped"),
}

STAGES = {
    "tcp": say("Connections"),
    "line": say("Message boundaries"),
    "echo": say("The echo"),
    "text": say("The commands"),
    "game": say("The game"),
    "many": say("Many clients"),
    "client": say("The client"),
}
"""The name of each stage, by the prefix of its checks' ids."""

FLAKY = say("flaky")

WHAT = say("What happened")
CONVERSATION = say("The conversation")
CHECKER = say("checker")
PROGRAM = say("program")
EXPECTED = say("expected")
RECEIVED = say("received")
NOTHING = say("(nothing)")
FIRST_WRONG = say("the first wrong byte")
MISSING = say("bytes are missing here")
KNOWN = say("Known mistake")
CALLS = say("The calls of a second run, and the bytes between them")
LOOK = say("Look at this")
TEACHES = say("To learn")
SECTION = say("Lab sheet")
GONE = say("The program")
TRY = say("Try it yourself")
START_PROGRAM = say("Start your program in one terminal:")
THEN = say("and in another terminal, type:")
TYPE = say("Type in a terminal:")
START_TWICE = say("This starts your program, ends it while a client is there, and starts it again:")
SERVE_FIRST = say("Start this in one terminal:")
THEN_PROGRAM = say("and in another terminal, start your program:")

MEND_FIRST = say("Mend this first")
SEE_TOP = say("See the top of this page")
PASSED_HERE = say("passed")
SKIPPED_HERE = say("not looked at")

TRACING = say("It is run again, to draw its calls")
NARROW = say("This terminal has no room for the picture; the HTML report has it.")

SUBJECT = say("Checked")
WHERE = say("Where")
DIALECT = say("Dialect")
SEED = say("Seed")
SCORE = say("Score")
COVERAGE = say("Looked at")
UNCLEAR = say("Not understood")
NEXT = say("Next")


def labelled(label: Words | str, value: str) -> Words:
    """Return a label, and what stands behind it."""
    return say("{label}: {value}", label=label, value=value)


def count(verdict: Verdict, number: int) -> Words:
    """Return the number of results with a verdict, as words."""
    return say("{verdict}: {number}", verdict=VERDICTS[verdict], number=number)


def size(number: int) -> Words:
    """Return a number of bytes, as words."""
    return say("{count} bytes", count=number)


def lines_above(number: int) -> Words:
    """Say that a picture has more lines than are shown."""
    return say("{count} lines above these are left out; the HTML report has all.", count=number)


def conversation(number: int, count: int) -> Words:
    """Return the heading of a conversation."""
    if count == 1:
        return CONVERSATION
    return say("The conversation (connection {number} of {count})", number=number, count=count)


def stage(check_id: str, translate: Translate) -> str:
    """Return the name of a check's stage."""
    prefix = check_id.partition(".")[0]
    return STAGES[prefix].read(translate) if prefix in STAGES else prefix
