"""The ways to speak that are tried with a client of the game."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.learn.inference.wording import Wording
from trio_sockets.check.sentences.meaning import Meaning

_LONGEST = 60
_MOST = 4
"""How many sentences of each meaning are taken from a program."""

_QUOTED = re.compile(r"\"((?:[^\"\\\n]|\\.){1,60})\"|'((?:[^'\\\n]|\\.){1,60})'")
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\ufffd]{1,60}")


@final
@dataclass(frozen=True, slots=True)
class HintPair:
    """The two hints of a server.

    :param higher: the template of the message that the number is above the guess.
    :param lower: the template of the message that it is below.
    """

    higher: str
    lower: str

    def counting(self) -> "HintPair":
        """Return the same hints with the tries that are left behind them."""
        return HintPair(f"{self.higher} {{left}}", f"{self.lower} {{left}}")


GREETINGS = (
    "GAME {low} {high} {tries}",
    "{low} {high} {tries}",
    "JEU {low} {high} {tries}",
    "{low};{high};{tries}",
    "{low},{high},{tries}",
    "Guess a number between {low} and {high}. You have {tries} tries.",
    "Devinez un nombre entre {low} et {high}. Vous avez {tries} essais.",
    "Welcome to the game!",
)
"""Greetings to try; the last one tells nothing."""

_PAIRS = (
    HintPair("HIGHER", "LOWER"),
    HintPair("PLUS", "MOINS"),
    HintPair("higher", "lower"),
    HintPair("plus grand", "plus petit"),
    HintPair("too low", "too high"),
    HintPair("trop petit", "trop grand"),
    HintPair("plus", "moins"),
    HintPair("Too low", "Too high"),
    HintPair("Trop petit", "Trop grand"),
    HintPair("LOW", "HIGH"),
    HintPair("low", "high"),
    HintPair("Higher", "Lower"),
    HintPair("Plus grand", "Plus petit"),
    HintPair("TOO LOW", "TOO HIGH"),
    HintPair("C'est plus", "C'est moins"),
    HintPair("HIGH", "LOW"),
    HintPair("high", "low"),
    HintPair("H", "L"),
    HintPair("+", "-"),
    HintPair("1", "-1"),
    HintPair(">", "<"),
    HintPair("más alto", "más bajo"),
    HintPair("MAYOR", "MENOR"),
    HintPair("mayor", "menor"),
    HintPair("GREATER", "SMALLER"),
    HintPair("bigger", "smaller"),
    HintPair("UP", "DOWN"),
    HintPair("PETIT", "GRAND"),
    HintPair("TROP PETIT", "TROP GRAND"),
    HintPair("L", "H"),
)
WINS = (
    *("WIN {used}", "GAGNE {used}", "you win", "gagné", "Congratulations! You win"),
    *("Bravo, gagné !", "Correct!", "CORRECT", "WIN", "GAGNE", "BRAVO", "equal", "=", "0", "OK"),
    *("ganaste", "WON"),
)
LOSSES = (
    *("LOSE {number}", "PERDU {number}", "you lose", "perdu", "Sorry, you lose", "game over"),
    *("LOSE", "PERDU", "LOST", "GAMEOVER", "perdiste"),
)


def strings_in(text: str) -> list[str]:
    """Return the strings that a program's text may send or compare, in order."""
    quoted = [match[1] or match[2] for match in _QUOTED.finditer(text)]
    found = quoted or _PRINTABLE.findall(text)
    plain = (each.replace("\\n", "").replace("\\r", "").strip() for each in found)
    return list(dict.fromkeys(each for each in plain if 0 < len(each) <= _LONGEST))


def pairs_for(strings: Sequence[str]) -> list[HintPair]:
    """Return the hints to try, the likeliest first.

    :param strings: what the program's text holds; empty if it is not known.
    """
    said = _meaning(strings, Meaning.HIGHER), _meaning(strings, Meaning.LOWER)
    own = [HintPair(*pair) for pair in zip(*said, strict=False)]
    own += [HintPair(higher, lower) for higher in said[0] for lower in said[1]]
    together = "\n".join(strings)
    named = [pair for pair in _PAIRS if pair.higher in strings and pair.lower in strings]
    within = [pair for pair in _PAIRS if pair.higher in together and pair.lower in together]
    found = dict.fromkeys([*named, *own, *within, *_PAIRS])
    return [
        each
        for pair in found
        for each in ((pair.counting(), pair) if pair in _PAIRS else (pair, pair.counting()))
    ]


def ends_for(strings: Sequence[str], *, won: bool) -> list[str]:
    """Return the messages that end a game, the likeliest first.

    :param strings: what the program's text holds.
    :param won: whether the game is won; else it is lost.
    """
    listed = WINS if won else LOSSES
    own = _meaning(strings, Meaning.WON if won else Meaning.LOST)
    bare = [each for each in listed if each.partition(" {")[0] in strings]
    return list(dict.fromkeys([*bare, *own, *listed]))


def _meaning(strings: Iterable[str], meaning: Meaning) -> list[str]:
    wording = Wording()
    plain = [each for each in strings if "{" not in each and "%" not in each]
    return [each for each in plain if wording.of(each) is meaning][:_MOST]
