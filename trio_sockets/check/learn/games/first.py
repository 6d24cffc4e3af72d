"""What a program asks for before it plays: a name, a choice from a menu, a yes.

This is decided by the program's words, as nothing has happened yet. The reply to it shows whether
the decision was right.
"""

import re
from collections.abc import Sequence

from trio_sockets.check.learn.heard.record import NAME, Say

MOST = 5
"""The most messages before the game: if a program asks for more, it was misunderstood."""

_NAME = re.compile(
    r"\b(?:names?|username|nickname|nom|prénom|prenom|pseudo\w*|login|user|player|joueur|jugador|"
    r"ll[aá]mas|appelles?|appelez|who are you|qui (?:es|êtes))\b|\b(?:tu|su) nombre\b",
    re.IGNORECASE,
)
_GUESS = re.compile(
    r"\b(?:guess|devine\w*|number|nombre (?:entre|de|compris)|un nombre|numéro|numero|adivina|"
    r"propos\w+|essai|proposition|chiffre|intento|entier)\b",
    re.IGNORECASE,
)
_YES = (
    (re.compile(r"\bo(?:ui)?\s*/\s*n(?:on)?\b|\[o/n\]", re.IGNORECASE), "o"),
    (re.compile(r"\bs(?:í|i)?\s*/\s*n(?:o)?\b", re.IGNORECASE), "s"),
    (re.compile(r"\byes\s*/\s*no\b", re.IGNORECASE), "yes"),
    (re.compile(r"\by\s*/\s*n\b|\[y/n\]", re.IGNORECASE), "y"),
)
_QUOTED = re.compile(
    r"\b(?:type|send|enter|say|write|tapez|tape|envoyez|envoie|écrivez|dites|saisissez|escribe|"
    r"envía)\s+(?:the word |le mot )?[«\"'`]?\s?([A-Za-z]{2,12})\s?[»\"'`]?\s*(?:to|pour|para)\b",
    re.IGNORECASE,
)
_READY = re.compile(
    r"press (?:enter|any key)|appuyez sur|ready\s*\?|prêts?\s*\?|listo\s*\?", re.IGNORECASE
)
_ITEM = re.compile(r"^\W*([1-9])\s*[).:\]=-]+\s*(\D.*)$|^\W*([1-9])\s+[-=:]>?\s*(\D.*)$")
_PLAY = re.compile(
    r"play|jou|game|jeu|jug|start|commenc|new|nouve|partie|guess|devin|facile|easy|fácil|normal",
    re.IGNORECASE,
)
_LEAVE = re.compile(r"quit|exit|sort|leave|salir|score|help|aide|r[eè]gle|rule", re.IGNORECASE)


def wanted_by(text: str, said: Sequence[str]) -> Say | None:
    """Return the message to send to a program before it plays; None if it wants a guess.

    :param text: the last text from the program.
    :param said: the messages that were sent to it before.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or len(said) >= MOST:
        return None
    answer = _yes(lines[-1]) or _choice(lines)
    if answer is None and (quoted := _QUOTED.search(text)) is not None:
        answer = quoted[1]
    if answer is None and _asks_for_name(lines) and NAME not in said:
        answer = NAME
    return None if answer is None else Say(text=answer, is_first=True)


def named_by(text: str, said: Sequence[str]) -> Say | None:
    """Return the message to send to a program that asks for a name, or whether to begin.

    The parameters are those of `wanted_by`. A menu is no question: its items are commands.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or len(said) >= MOST:
        return None
    answer = _yes(lines[-1])
    if answer is None and _asks_for_name(lines) and NAME not in said:
        answer = NAME
    return None if answer is None else Say(text=answer, is_first=True)


def items_of(text: str) -> dict[str, str]:
    """Return the items of a menu: their labels, by their numbers."""
    matches = [match for match in map(_ITEM.match, text.splitlines()) if match]
    return {match[1] or match[3]: match[2] or match[4] for match in matches}


def _yes(last: str) -> str | None:
    """Return the yes that a question asks for; None if it asks for something else."""
    for asks, answer in _YES:
        if asks.search(last):
            return answer
    return "ok" if _READY.search(last) else None


def _asks_for_name(lines: Sequence[str]) -> bool:
    for line in lines[:-3:-1]:  # another line may follow the question
        for clause in re.split(r"(?<=[.!?])\s+", line)[::-1]:
            if _NAME.search(clause) and not _GUESS.search(clause):
                return True
            if _GUESS.search(clause):
                return False
    return False


def _choice(lines: Sequence[str]) -> str | None:
    """Return the menu's choice that starts a game; None if there is no menu."""
    items = items_of("\n".join(lines))
    if len(items) < 2 or "1" not in items:  # noqa: PLR2004 - a menu has at least two items
        return None
    playing = [number for number, label in items.items() if _PLAY.search(label)]
    harmless = [number for number, label in items.items() if not _LEAVE.search(label)]
    return (playing or harmless or ["1"])[0]
