"""Clients of the game as students write them, without a network.

Each is a generator: it yields what it sends, and is sent what its server says next. One that yields
nothing ("") waits for its server. It has ended when it returns.
"""

from collections.abc import Callable, Generator
from typing import TypeAlias

Play: TypeAlias = Generator[str, str, None]
Style: TypeAlias = Callable[[], Play]


def _by_halves(  # noqa: PLR0913, PLR0917 - what differs
    low: int, high: int, higher: str, lower: str, ends: tuple[str, ...], written: str = "{}\n"
) -> Play:
    while low <= high:
        guess = (low + high) // 2
        said = yield written.format(guess)
        if higher in said:
            low = guess + 1
        elif lower in said:
            high = guess - 1
        elif any(end in said for end in ends):
            return


def ours() -> Play:
    """The bounds come first, after a word."""
    _, low, high, _ = (yield "").split()
    yield from _by_halves(int(low), int(high), "HIGHER", "LOWER", ("WIN", "LOSE"))


def french() -> Play:
    """The bounds come alone, and the hints are sentences."""
    low, high, _ = (yield "").split()
    yield from _by_halves(int(low), int(high), "trop petit", "trop grand", ("gagné", "perdu"))


def of_the_sheet() -> Play:
    """It knows its bounds, guesses at once, and no newline ends its guesses."""
    yield from _by_halves(1, 100, "plus", "moins", ("BRAVO",), "{}")


def behind_a_greeting() -> Play:
    """It waits for any greeting, and knows its bounds."""
    yield ""
    yield from _by_halves(0, 999, "Too low", "Too high", ("Correct",), "GUESS {}\n")


def with_a_name() -> Play:
    """It says its name first."""
    _, low, high, _ = (yield "bob\n").split()
    yield from _by_halves(int(low), int(high), "PLUS", "MOINS", ("GAGNE", "PERDU"))


def endless() -> Play:
    """It takes no message for an end."""
    yield from _by_halves(1, 100, "HIGHER", "LOWER", ())


def counting_up() -> Play:
    """It follows no hints."""
    for guess in range(1, 1000):
        yield f"{guess}\n"


def silent() -> Play:
    """It never guesses."""
    while True:
        yield ""


def demanding() -> Play:
    """It says a password, and waits for a word that no server says."""
    yield ""
    while "granted" not in (yield "sesame\n"):
        pass
