"""Text servers as students write them, without a network.

Each takes a message, as the program reads it, and returns what it sends back; None: it closes. What
it says first is its attribute ``greeting``.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from trio_sockets.check.dialect.framing import Framing

NOW = datetime(2026, 3, 5, 9, 15, 30)  # noqa: DTZ001 - any time


@dataclass(frozen=True)
class TextStyle:
    """A text server.

    :param reply: what it sends to a message.
    :param greeting: what it sends first.
    :param reads: what ends a message, for it.
    :param once: it answers one message of each connection; and whether it then closes.
    """

    reply: Callable[[str], str]
    greeting: str = ""
    reads: Framing = Framing.LINE
    once: bool = False
    closes: bool = False


def clock(form: str) -> Callable[[], str]:
    """Return a clock that goes on by a second each time that it is read."""
    times = iter(range(10**6))
    return lambda: (NOW + timedelta(seconds=next(times))).strftime(form)


def style(**settings: object) -> Callable[[Callable[[str], str]], TextStyle]:
    return lambda reply: functools.partial(TextStyle, reply)(**settings)  # type: ignore[arg-type]


_iso = clock("%Y-%m-%dT%H:%M:%S")
_hour = clock("Il est %H:%M:%S, le %d/%m/%Y")


@style()
def sheet(said: str) -> str:
    command, _, text = said.partition(" ")
    match command:
        case "UPPER" if text:
            return f"{text.upper()}\n"
        case "LOWER" if text:
            return f"{text.lower()}\n"
        case "DATENOW":
            return f"{_iso()}\n"
        case "UPPER" | "LOWER":
            return "ERR missing-argument\n"
        case _:
            return "ERR unknown-command\n"


@style(greeting="Bienvenue sur mon serveur !\nCommandes : MAJ <texte>, MIN <texte>, HEURE\n> ")
def french(said: str) -> str:
    command, _, text = said.partition(" ")
    made = {"MAJ": text.upper, "MIN": text.lower, "HEURE": _hour}.get(command)
    return f"{made()}\n> " if made else f"Commande inconnue : {command}\n> "


@style()
def in_a_frame(said: str) -> str:
    command, _, text = said.partition(" ")
    made = {"UPPER": text.upper, "LOWER": text.lower}.get(command)
    return f"Résultat : {made()} !!!\nMerci.\n" if made else "?\n"


@style(greeting="Welcome\n")
def silent_to_nonsense(said: str) -> str:
    command, _, text = said.partition("#")
    made = {"UPPER": text.upper, "LOWER": text.lower}.get(command)
    return f"{made()}\n" if made else ""


@style(reads=Framing.NOTHING)
def capitals_only(said: str) -> str:
    return f"{said.upper()}!!!"


@style(once=True, closes=True)
def one_each(said: str) -> str:
    return f"{said.upper()}\n"


@style(once=True)
def one_each_left_open(said: str) -> str:
    return f"{said.upper()}\n"


@style(reads=Framing.LENGTH)
def with_lengths(said: str) -> str:
    command, _, text = said.partition(" ")
    made = {"upper": text.upper, "lower": text.lower, "date": _iso}.get(command)
    return made() if made else "unknown command"


@style(reads=Framing.NOTHING)
def exact(said: str) -> str:
    """What it reads is compared as it came, so that a newline spoils DATENOW."""
    if said == "DATENOW":
        return _iso()
    command, _, text = said.partition(" ")
    made = {"UPPER": text.upper, "LOWER": text.lower}.get(command)
    return made() if made else "Unknown"


@style(greeting="1. MAJUSCULES\n2. minuscules\n3. Date\nVotre choix : ")
def numbered(said: str) -> str:
    command, _, text = said.partition(" ")
    made = {"1": text.upper, "2": text.lower, "3": _iso}.get(command)
    return f"{made()}\nVotre choix : " if made else "Choix invalide\nVotre choix : "


@style()
def swapped(said: str) -> str:
    command, _, text = said.partition(" ")
    made = {"UPPER": text.lower, "LOWER": text.upper, "DATENOW": _iso}.get(command)
    return f"{made()}\n" if made else "ERR\n"


@style()
def titled(said: str) -> str:
    command, _, text = said.partition(" ")
    made = {"UPPER": text.capitalize, "LOWER": text.lower, "DATENOW": _iso}.get(command)
    return f"{made()}\n" if made else "ERR\n"


@style()
def echo(said: str) -> str:
    return f"{said}\n"


@style()
def stubborn(_said: str) -> str:
    return "No.\n"
