"""The race as it stands on a screen: each line of it, and where the cursor is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.text import Text

from trio_sockets.client.race_view import RaceView, Stage, Standing
from trio_sockets.client.race_words import tries_of
from trio_sockets.protocol.race.names import name_key
from trio_sockets.visible import visible

PROMPT = "guess> "
MOST_STANDINGS = 10
"""Rows of the standings at most; and never more than a third of the screen."""

_BAR = 50
_LEAST_NAME = 8
_BESIDE_NAME = len(">  1.  123456  6 tries left")


@final
@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole screen.

    :ivar lines: as many as it has rows, none wider than it is.
    :ivar cursor: the column of the cursor, which is on the last line.
    """

    lines: list[Text]
    cursor: int


def draw(  # noqa: PLR0913 - all of them are what stands on the screen
    view: RaceView,
    said: Sequence[Text],
    typed: str,
    *,
    width: int,
    height: int,
    now: float,
    ascii_only: bool = False,
) -> Drawing:
    """Draw the race: what was said, the standings, the round, the range as a bar, what is typed.

    :param said: one line each, the newest last; those that fit are shown.
    :param typed: what the player has typed so far.
    :param width: columns, 1 at least.
    :param height: rows, 1 at least. Where they do not suffice, what is typed stays.
    :param now: the time by the clock of `RaceView.after`.
    :param ascii_only: whether the terminal has no other characters.
    """
    prompt = _prompt(typed, width)
    below = [
        _rule(view, width, ascii_only=ascii_only),
        *standings(view, max(1, min(MOST_STANDINGS, height // 3)), width),
        _status(view, now),
        _bar(view, width, ascii_only=ascii_only),
        prompt,
    ][-height:]
    above = _wrapped(said, width, height - len(below))
    lines = [*(Text() for _ in range(height - len(below) - len(above))), *above, *below]
    for line in lines:
        line.truncate(width, overflow="crop")
    return Drawing(lines, min(cell_len(prompt.plain), width - 1))


def standings(view: RaceView, rows: int, width: int) -> list[Text]:
    """Return the best players' places, a line each; his own stands there in any case.

    :param rows: lines at most, 1 or more.
    :param width: columns there are; long names are cut for the points to be seen.
    """
    ranked = list(enumerate(view.ranked(), 1))
    me = name_key(view.name)
    mine = [place for place in ranked[rows:] if name_key(place[1].name) == me]
    shown = [*ranked[: rows - len(mine)], *mine]
    names = [visible(player.name) for _, player in shown]
    column = min(max(map(cell_len, names), default=0), max(_LEAST_NAME, width - _BESIDE_NAME))
    lines = []
    for (rank, player), name in zip(shown, names, strict=True):
        sign, emphasis = (">", "bold") if name_key(player.name) == me else (" ", "")
        words = f"{sign}{rank:3}. {set_cell_size(name, column)} {player.total:6}"
        lines.append(Text(f"{words}  {_state(player, view)}", emphasis))
    return lines


def _state(player: Standing, view: RaceView) -> str:
    if player.won:
        return "has won the round"
    if player.left is None or view.stage is Stage.COUNTDOWN:
        return ""
    return f"{tries_of(player.left)} left" if player.left else "no tries left"


def _rule(view: RaceView, width: int, *, ascii_only: bool) -> Text:
    dash = "-" if ascii_only else "─"
    number = len(view.players)
    players = "1 player" if number == 1 else f"{number} players"
    title = f"{2 * dash} room {visible(view.room)}, {players} " if view.room else ""
    return Text(title + dash * max(0, width - cell_len(title)), "dim")


def _status(view: RaceView, now: float) -> Text:
    if view.paused:
        return Text("Pause: the servers cannot reach each other.", "yellow")
    match view.stage:
        case Stage.PLAYING if view.left and view.possible is not None:
            possible = f"{view.possible.low} to {view.possible.high}"
            return Text(f"Round {view.round}: {possible}, {tries_of(view.left)} left", "bold")
        case Stage.PLAYING:
            return Text(f"Round {view.round}: wait for the others.")
        case Stage.WATCHING:
            return Text(f"Round {view.round} is under way. You play from the next.")
        case Stage.COUNTDOWN if view.begins is not None:
            return Text(f"The next round begins in {max(0, math.ceil(view.begins - now))} s.")
        case _:
            return Text()


def _bar(view: RaceView, width: int, *, ascii_only: bool) -> Text:
    if view.parameters is None or view.possible is None:
        return Text()
    full, empty = ("#", ".") if ascii_only else ("█", "·")
    low, high = view.parameters.low, view.parameters.high
    columns = max(1, min(_BAR, width - len(f"{low}  {high}")))
    begin, end = view.possible.bar(low, high, columns)
    bar = Text(f"{low} ")
    bar.append(empty * begin, style="dim")
    bar.append(full * (end - begin), style="green")
    bar.append(empty * (columns - end), style="dim")
    return bar.append(f" {high}")


def _prompt(typed: str, width: int) -> Text:
    """Return the line that is typed on; of what is too long for it, the end."""
    space = max(1, width - len(PROMPT) - 1)
    while cell_len(typed) > space:
        typed = typed[1:]
    return Text(PROMPT, "bold").append(typed, "not bold")


def _wrapped(said: Sequence[Text], width: int, rows: int) -> list[Text]:
    """Return the newest rows of what was said; a line that is too wide takes several."""
    lines: list[Text] = []
    for sentence in reversed(said):
        if len(lines) >= rows:
            break
        lines[:0] = [Text(part, sentence.style) for part in chop_cells(sentence.plain, width)]
    return lines[len(lines) - rows :] if len(lines) > rows else lines
