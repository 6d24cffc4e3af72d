"""``trio-sockets race``: many players hunt one number, in the terminal."""

import getpass
import math
import random
import sys
from collections.abc import Callable
from functools import partial
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.client.connect import TIMEOUT
from trio_sockets.client.race.client import open_race_client
from trio_sockets.client.race.drawing import MOST_STANDINGS, standings
from trio_sockets.client.race.player import RacePlayer, ReadLine, Show
from trio_sockets.client.race.view import RaceView
from trio_sockets.client.stdin import StdinLines
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.client import TlsClientOptions
from trio_sockets.commands.options.words import (
    DONE,
    AddressWord,
    LangWord,
    OptionalWhole,
    Seconds,
    within,
)
from trio_sockets.commands.reader import reader
from trio_sockets.consoles import console_for_person
from trio_sockets.protocol.race.names import LOBBY, is_name
from trio_sockets.services import all_services
from trio_sockets.words import Translate, WrongWordError, say

if sys.platform != "win32":
    from trio_sockets.client.race.screen import race_screen
    from trio_sockets.client.terminal import has_terminal

RACE = TcpAddress(DEFAULT_HOST, all_services()["race"].port)


def _name(_type: object, word: str | None) -> None:
    if word is not None and not is_name(word):
        raise WrongWordError(
            say("A name is 1 to 24 visible characters of one alphabet, without blanks.")
        )


def _finite(_type: object, seconds: float) -> None:
    if not 0 <= seconds < math.inf:
        raise WrongWordError(say("Write 0 or more seconds."))


def _login_name() -> str:
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):  # which of them depends on Python and the system
        name = ""
    return name if is_name(name) else "player"


_NAMED = Parameter(validator=_name)


async def race(  # noqa: PLR0913 - each is an option
    address: Annotated[
        AddressWord, about(say("Where the race is: HOST:PORT, :PORT, [V6]:PORT or unix:PATH."))
    ] = RACE,
    /,
    *,
    name: Annotated[
        str | None,
        _NAMED,
        about(
            say(
                "What to be called: 1 to 24 characters, without blanks. By default, your login "
                "name."
            )
        ),
    ] = None,
    room: Annotated[str, _NAMED, about(say("The room to play in."))] = LOBBY,
    auto: Annotated[bool, about(say("Let the bot play, by bisection."))] = False,
    pace: Annotated[
        float,
        Parameter(validator=_finite),
        about(say("Seconds that the bot thinks about a guess, give or take a quarter.")),
    ] = 1.0,
    rounds: Annotated[
        OptionalWhole,
        Parameter(validator=within(1, math.inf)),
        about(say("Leave after so many rounds; by default, play on.")),
    ] = None,
    timeout: Annotated[Seconds, about(say("Seconds to wait for the server, or none."))] = TIMEOUT,  # noqa: ASYNC109 - it is handed on
    tls: TlsClientOptions = TlsClientOptions(),
    lang: LangWord = None,
) -> int:
    """Race others for the mystery number. Write quit or press Ctrl-D to leave.

    On Windows, each event is a line: there is no screen of its own, and Ctrl-Z then Enter leaves.
    """
    console = console_for_person()
    translate = reader.speaks(lang)

    def pause() -> float:
        return pace * random.uniform(0.75, 1.25)  # noqa: S311 - nobody gains by guessing it

    me = name or _login_name()
    with tls.reaching(address, "race") as secure:
        async with open_race_client(address, timeout=timeout, tls=secure) as client:
            bot_pause = pause if auto else None
            player = partial(
                RacePlayer, client, me, rounds=rounds, bot_pause=bot_pause, translate=translate
            )
            if sys.platform != "win32" and has_terminal(console):
                await _play_on_screen(player, room, console, me, translate)
            else:
                await _play_in_lines(player, room, console, StdinLines().read if not auto else None)
    return DONE


if sys.platform != "win32":

    async def _play_on_screen(
        player: Callable[[Show], RacePlayer],
        room: str,
        console: Console,
        name: str,
        translate: Translate,
    ) -> None:
        async with race_screen(console, RaceView(name), translate) as screen:
            playing = player(screen.show)
            await playing.run(room, screen.read_line)
        ranking = standings(playing.view, MOST_STANDINGS, console.width, translate)
        console.print(say("You left the race.").read(translate), *ranking, sep="\n")


async def _play_in_lines(
    player: Callable[[Show], RacePlayer], room: str, console: Console, read_line: ReadLine | None
) -> None:
    one_line = not console.is_terminal  # for a program; a person reads whole words
    show: Show = lambda _view, words: console.print(words, soft_wrap=one_line)  # noqa: E731
    await player(show).run(room, read_line)
