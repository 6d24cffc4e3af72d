"""The race as it stands on a screen: each line of it, and where the cursor is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.text import Text

from trio_sockets.client.race.view import PlayerStanding, RaceView, Stage
from trio_sockets.client.range_bar import range_bar
from trio_sockets.client.sentences import PROMPT, tries_left
from trio_sockets.figures import Counted
from trio_sockets.protocol.race.names import name_key
from trio_sockets.visible import visible
from trio_sockets.words import Translate, Words, in_english, say

MOST_STANDINGS = 10
"""Rows of the standings at most; and never more than a third of the screen."""

SHORT_PROMPT = "> "
_LEAST_FOR_PROMPT = 16
_LEAST_FOR_COLUMNS = 24
"""Columns of a screen below which what stands on it is written more briefly."""

_LEAST_NAME = 8
_BESIDE_NAME = len(">  1.  123456  6 tries left")


@final
@dataclass(frozen=True, slots=True)
class Frame:
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
    translate: Translate = in_english,
) -> Frame:
    """Draw the race: what was said, the standings, the round, the range as a bar, what is typed.

    :param said: one line each, the newest last; those that fit are shown.
    :param typed: what the player has typed so far.
    :param width: columns, 1 at least.
    :param height: rows, 1 at least. Where they do not suffice, what is typed stays.
    :param now: the time by the clock of `RaceView.after`.
    :param ascii_only: whether the terminal has no other characters.
    :param translate: gives sentences in the reader's language.
    """
    prompt = _prompt(typed, width, translate)
    below = [
        _rule(view, width, translate, ascii_only=ascii_only),
        *standings(view, max(1, min(MOST_STANDINGS, height // 3)), width, translate),
        _status(view, now, width, translate),
        _bar(view, width, ascii_only=ascii_only),
        prompt,
    ][-height:]
    above = _wrapped(said, width, height - len(below))
    lines = [*(Text() for _ in range(height - len(below) - len(above))), *above, *below]
    for line in lines:
        line.truncate(width, overflow="crop")
    return Frame(lines, min(cell_len(prompt.plain), width - 1))


def standings(
    view: RaceView, rows: int, width: int, translate: Translate = in_english
) -> list[Text]:
    """Return the best players' places, a line each; his own stands there in any case.

    :param rows: lines at most, 1 or more.
    :param width: columns there are; long names are cut for the points to be seen.
    :param translate: gives sentences in the reader's language.
    """
    ranked = list(enumerate(view.ranked(), 1))
    me = name_key(view.name)
    mine = [place for place in ranked[rows:] if name_key(place[1].name) == me]
    shown = [*ranked[: rows - len(mine)], *mine]
    names = [visible(player.name) for _, player in shown]
    ranks, points = 3, 6
    beside, least = _BESIDE_NAME, _LEAST_NAME
    if width < _LEAST_FOR_COLUMNS:
        ranks = max((len(str(rank)) for rank, _ in shown), default=0)
        points = max((len(str(player.total)) for _, player in shown), default=0)
        beside, least = len(">. ") + ranks + len(" ") + points, 1
    column = min(max(map(cell_len, names), default=0), max(least, width - beside))
    lines = []
    for (rank, player), name in zip(shown, names, strict=True):
        sign, emphasis = (">", "bold") if name_key(player.name) == me else (" ", "")
        words = f"{sign}{rank:{ranks}}. {set_cell_size(name, column)} {player.total:{points}}"
        state = _first_that_fits(width - cell_len(words) - 2, *_states(player, view, translate), "")
        lines.append(Text(f"{words}  {state}".rstrip(), emphasis))
    return lines


def _states(player: PlayerStanding, view: RaceView, translate: Translate) -> list[str]:
    """Return how it stands with a player, at length and in short."""
    if player.won:
        return _read(translate, say("has won the round"), say("won"))
    if player.left is None or view.stage is Stage.COUNTDOWN:
        return [""]
    if not player.left:
        return _read(translate, say("no tries left"), say("out"))
    return _read(translate, tries_left(player.left), say("{tries} left", tries=player.left))


def _read(translate: Translate, *words: Words) -> list[str]:
    return [each.read(translate) for each in words]


def _rule(view: RaceView, width: int, translate: Translate, *, ascii_only: bool) -> Text:
    dash = "-" if ascii_only else "─"
    number = len(view.players)
    players = Counted(
        number, say("{number} player", number=number), say("{number} players", number=number)
    )
    room = visible(view.room)
    title = say("room {room}, {players}", room=room, players=players).read(translate)
    names = (f"{2 * dash} {title} ", f"{dash} {room}: {number} ")
    title = _first_that_fits(width, *names, f"{room} ") if room else ""
    return Text(title + dash * max(0, width - cell_len(title)), "dim")


def _status(view: RaceView, now: float, width: int, translate: Translate) -> Text:
    def fitting(*words: Words, style: str = "") -> Text:
        return Text(_first_that_fits(width, *_read(translate, *words)), style)

    if view.paused:
        long = say("Pause: the servers cannot reach each other.")
        return fitting(long, say("Pause: no server."), say("Pause."), style="yellow")
    match view.stage:
        case Stage.PLAYING if view.left and view.possible is not None:
            low, high = view.possible.low, view.possible.high
            possible = say("{low} to {high}", low=low, high=high)
            left = tries_left(view.left)
            return fitting(
                say(
                    "Round {number}: {possible}, {left}",
                    number=view.round,
                    possible=possible,
                    left=left,
                ),
                say("{possible}, {left}", possible=possible, left=left),
                possible,
                say("{low}-{high}", low=low, high=high),
                style="bold",
            )
        case Stage.PLAYING:
            long = say("Round {number}: wait for the others.", number=view.round)
            return fitting(long, say("Wait for the others."), say("Wait."))
        case Stage.WATCHING:
            long = say("Round {number} is under way. You play from the next.", number=view.round)
            return fitting(long, say("You play next round."), say("Wait."))
        case Stage.COUNTDOWN if view.begins is not None:
            seconds = max(0, math.ceil(view.begins - now))
            return fitting(
                say("The next round begins in {seconds} s.", seconds=seconds),
                say("Next round: {seconds} s", seconds=seconds),
                say("{seconds} s", seconds=seconds),
            )
        case _:
            return Text()


def _first_that_fits(width: int, *words: str) -> str:
    return next((each for each in words if cell_len(each) <= width), words[-1])


def _bar(view: RaceView, width: int, *, ascii_only: bool) -> Text:
    if view.parameters is None or view.possible is None:
        return Text()
    low, high = view.parameters.low, view.parameters.high
    return range_bar(view.possible, low, high, width, ascii_only=ascii_only)


def _prompt(typed: str, width: int, translate: Translate) -> Text:
    """Return the line that is typed on; of what is too long for it, the end."""
    prompt = PROMPT.read(translate) if width >= _LEAST_FOR_PROMPT else SHORT_PROMPT
    space = max(1, width - len(prompt) - 1)
    while cell_len(typed) > space:
        typed = typed[1:]
    return Text(prompt, "bold").append(typed, "not bold")


def _wrapped(said: Sequence[Text], width: int, rows: int) -> list[Text]:
    """Return the newest rows of what was said; a line that is too wide takes several."""
    lines: list[Text] = []
    for sentence in reversed(said):
        if len(lines) >= rows:
            break
        lines[:0] = [Text(part, sentence.style) for part in _parts(sentence.plain, width)]
    return lines[len(lines) - rows :] if len(lines) > rows else lines


def _parts(sentence: str, width: int) -> list[str]:
    """Cut a sentence between its words, and a word only where it is wider than a line."""
    parts = [""]
    for word in sentence.split(" "):
        longer = f"{parts[-1]} {word}" if parts[-1] else word
        if cell_len(longer) <= width:
            parts[-1] = longer
        else:
            parts[-1:] = [*filter(None, parts[-1:]), *chop_cells(word, width)]
    return parts
