"""A sample of a dialect as a transcript, for a class to compare with its own programs."""

from collections.abc import Iterator, Mapping, Sequence

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.flow import OUR_NAME, Flow
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.patterns import Pattern, Template
from trio_sockets.words import Words, say

_NUMBERS = {"low": 1, "high": 100, "tries": 7}
_SECRET = 63
_UNENDED = {
    Framing.LINE: say("{line}"),
    Framing.NOTHING: say("{line} (no LF)"),
    Framing.LENGTH: say("{line} (behind its length)"),
}
"""A message, with a note if it has no newline, by framing."""


_BLANK = say("{line}", line="")


def sample(dialect: Dialect) -> Iterator[Words]:
    """Yield the lines of a conversation with the text service, then of one with the game.

    A conversation with echo comes first if this dialect's echo has more than echoed messages.
    """
    echo = dialect.of_service("echo")
    if not echo.echoes_bytes or echo.flow != Flow():
        yield from _begun(echo)
        yield from _exchange(echo, "hello", echo.replying("echo", "hello"))
        yield _BLANK
    yield from _text(dialect.of_service("text"))
    if dialect.game:
        yield _BLANK
        yield from _game(dialect.of_service("game"))


def _text(dialect: Dialect) -> Iterator[Words]:
    yield from _begun(dialect)
    asked = [
        (dialect.upper.replace("{text}", "hello"), dialect.replying("upper", "HELLO")),
        (dialect.lower.replace("{text}", "HELLO"), dialect.replying("lower", "hello")),
        (dialect.datenow, dialect.replying("datenow", "2026-01-31T09:15:30+01:00")),
    ]
    for number, (request, reply) in enumerate(each for each in asked if each[0]):
        if number and dialect.flow.one_message:
            yield say("on a connection of its own:")
        yield from _exchange(dialect, request, reply)


def _begun(dialect: Dialect) -> Iterator[Words]:
    """Yield what is sent before the first request."""
    for first in dialect.flow.first:
        if first.prompt:
            yield _prompted(dialect, Template(first.prompt).fill(_NUMBERS))
        yield _asked(dialect, first.said)
        if first.reply is not None:
            yield from _said(dialect, first.reply.write({"words": OUR_NAME}))
    for greeting in dialect.flow.greeting[:1]:
        yield from _said(dialect, greeting.write({"words": "..."}))


def _exchange(dialect: Dialect, request: str, reply: str, **numbers: int) -> Iterator[Words]:
    if dialect.flow.prompt:
        yield _prompted(dialect, Template(dialect.flow.prompt).fill(_NUMBERS | numbers))
    yield _asked(dialect, request)
    yield from _said(dialect, reply)


def _game(dialect: Dialect) -> Iterator[Words]:
    numbers = {**_NUMBERS, **dialect.sheet}
    if dialect.sheet:
        told = ", ".join(f"{name} = {number}" for name, number in dialect.sheet.items())
        yield say("on the class's sheet: {parameters}", parameters=told)
    yield from _begun(dialect)
    if dialect.greets:
        yield from _said(dialect, dialect.message(Kind.GREETING, **numbers))
    yield from _guesses(dialect, numbers)
    if dialect.flow.ignored:
        yield _BLANK
        yield say("ignored, anywhere:")
        for pattern in dialect.flow.ignored:
            yield from _said(dialect, " ".join(_of(pattern)))


def _guesses(dialect: Dialect, numbers: Mapping[str, int]) -> Iterator[Words]:
    low, size, tries = numbers["low"], numbers["high"] - numbers["low"], numbers["tries"]
    middle, above, secret = (low + size * (each - 1) // 99 for each in (50, 75, _SECRET))
    for used, guess in enumerate((middle, above, secret), 1):
        kind = Kind.HIGHER if guess < secret else Kind.LOWER if guess > secret else Kind.WIN
        message = dialect.message(kind, left=tries - used, used=used, number=secret)
        request = dialect.guess.replace("{guess}", str(guess))
        told = {**numbers, "left": tries - used + 1, "used": used - 1}
        yield from _exchange(dialect, request, message, **told)
        if kind is Kind.WIN:
            break
    if Kind.LOSE in dialect.game:
        yield _BLANK
        yield say("or, after the last try:")
        yield from _said(dialect, dialect.message(Kind.LOSE, used=tries, number=secret))
    if Kind.ERROR in dialect.game:
        yield say("or, to an invalid guess:")
        [error, *_] = dialect.game[Kind.ERROR]
        yield from _said(dialect, error.examples()[0])


def _of(pattern: Pattern) -> Sequence[str]:
    return [pattern.text] if isinstance(pattern, Template) else pattern.words


def _asked(dialect: Dialect, request: str) -> Words:
    return say(_UNENDED[dialect.sends].english, line=f"C: {request}")


def _said(dialect: Dialect, message: str) -> Iterator[Words]:
    for line in message.split("\n"):
        yield say(_UNENDED[dialect.replies].english, line=f"S: {line}".rstrip())


def _prompted(dialect: Dialect, prompt: str) -> Words:
    end = _UNENDED[Framing.LENGTH if dialect.replies is Framing.LENGTH else Framing.NOTHING]
    return say(end.english, line=f"S: {prompt.strip()}")
