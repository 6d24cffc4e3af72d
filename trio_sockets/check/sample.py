"""A sample of a dialect, as a transcript: what a class can compare with its own programs."""

from collections.abc import Iterator

from trio_sockets.check.dialect import Dialect, Kind

_SECRET, _LOW, _HIGH, _TRIES = 63, 1, 100, 7


def sample(dialect: Dialect) -> Iterator[str]:
    """Give the lines of a conversation with the text service, then of one with the game."""
    end = "" if dialect.sends_lines else " (no LF)"
    for request, reply in (
        (dialect.upper.replace("{text}", "hello"), "HELLO"),
        (dialect.lower.replace("{text}", "HELLO"), "hello"),
        (dialect.datenow, "2026-01-31T09:15:30+01:00"),
    ):
        yield f"C: {request}{end}"
        yield _said(dialect, dialect.reply(reply))
    if dialect.game:
        yield ""
        yield _said(dialect, dialect.write(Kind.GREETING, low=_LOW, high=_HIGH, tries=_TRIES))
        yield from _guesses(dialect, end)


def _guesses(dialect: Dialect, end: str) -> Iterator[str]:
    for used, guess in enumerate((50, 75, _SECRET), 1):
        kind = Kind.HIGHER if guess < _SECRET else Kind.LOWER if guess > _SECRET else Kind.WIN
        yield f"C: {dialect.guess.replace('{guess}', str(guess))}{end}"
        yield _said(dialect, dialect.write(kind, left=_TRIES - used, used=used, number=_SECRET))
    yield ""
    yield "or, after the last try:"
    yield _said(dialect, dialect.write(Kind.LOSE, used=_TRIES, number=_SECRET))
    if Kind.ERROR in dialect.game:
        yield "or, to a guess that is none:"
        [error, *_] = dialect.game[Kind.ERROR]
        yield _said(dialect, dialect.reply(error.examples()[0]))


def _said(dialect: Dialect, message: bytes) -> str:
    end = "" if dialect.replies_in_lines else " (no LF)"
    return f"S: {message.decode().removesuffix(chr(10))}{end}"
