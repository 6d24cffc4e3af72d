"""``trio-sockets race``: many players hunt one number, in the terminal."""

import getpass
import math
import random
from collections.abc import Callable
from functools import partial
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.client.connect import TIMEOUT
from trio_sockets.client.race import open_race_client
from trio_sockets.client.race_drawing import MOST_STANDINGS, standings
from trio_sockets.client.race_player import RacePlayer, ReadLine, Show
from trio_sockets.client.race_screen import race_screen
from trio_sockets.client.race_view import RaceView
from trio_sockets.client.stdin import StdinLines
from trio_sockets.client.terminal import has_terminal
from trio_sockets.commands.client_options import TlsClientOptions
from trio_sockets.commands.words import DONE, AddressWord, Seconds
from trio_sockets.protocol.errors import WORDS, ErrorCode
from trio_sockets.protocol.race.names import LOBBY, is_name
from trio_sockets.services import all_services

RACE = TcpAddress(DEFAULT_HOST, all_services()["race"].port)

EXAMPLES = """Examples:

    trio-sockets race --name ana
    trio-sockets race lab.example:50010 --name ben --room blue --tls
    trio-sockets race --name robo --auto --pace 2 --rounds 5
"""


def _name(_type: object, word: str | None) -> None:
    if word is not None and not is_name(word):
        raise ValueError(WORDS[ErrorCode.BAD_NAME].capitalize() + ".")


def _finite(_type: object, seconds: float) -> None:
    if not 0 <= seconds < math.inf:
        raise ValueError("Write 0 or more seconds.")


def _at_least_one(_type: object, number: int | None) -> None:
    if number is not None and number < 1:
        raise ValueError("Write 1 or more.")


def _login_name() -> str:
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):  # which of them depends on Python and the system
        name = ""
    return name if is_name(name) else "player"


_NAMED = Parameter(validator=_name)


async def race(  # noqa: PLR0913 - each is an option
    address: AddressWord = RACE,
    /,
    *,
    name: Annotated[str | None, _NAMED] = None,
    room: Annotated[str, _NAMED] = LOBBY,
    auto: bool = False,
    pace: Annotated[float, Parameter(validator=_finite)] = 1.0,
    rounds: Annotated[int | None, Parameter(validator=_at_least_one)] = None,
    timeout: Seconds = TIMEOUT,  # noqa: ASYNC109 - it is handed on
    tls: TlsClientOptions = TlsClientOptions(),  # noqa: B008 - it is frozen
) -> int:
    """Race others for the mystery number. Write quit or press Ctrl-D to leave.

    Parameters
    ----------
    address: Address
        Where the race is: HOST:PORT, :PORT, [V6]:PORT or unix:PATH.
    name: str | None
        What to be called: 1 to 24 characters, without blanks. By default, your login name.
    room: str
        The room to play in.
    auto: bool
        Let the bot play, by bisection.
    pace: float
        Seconds that the bot thinks about a guess, give or take a quarter.
    rounds: int | None
        Leave after so many rounds; by default, play on.
    timeout: float | None
        Seconds to wait for the server, or none.
    """
    console = Console(highlight=False, markup=False)
    secure = tls.context(address)

    def pause() -> float:
        return pace * random.uniform(0.75, 1.25)  # noqa: S311 - nobody gains by guessing it

    me = name or _login_name()
    async with open_race_client(address, timeout=timeout, tls=secure) as client:
        bot_pause = pause if auto else None
        player = partial(RacePlayer, client, me, rounds=rounds, bot_pause=bot_pause)
        if has_terminal(console):
            await _play_on_screen(player, room, console, me)
        else:
            await _play_in_lines(player, room, console, StdinLines().read if not auto else None)
    return DONE


async def _play_on_screen(
    player: Callable[[Show], RacePlayer], room: str, console: Console, name: str
) -> None:
    async with race_screen(console, RaceView(name)) as screen:
        playing = player(screen.show)
        await playing.run(room, screen.read_line)
    ranking = standings(playing.view, MOST_STANDINGS, console.width)
    console.print("You left the race.", *ranking, sep="\n")


async def _play_in_lines(
    player: Callable[[Show], RacePlayer], room: str, console: Console, read_line: ReadLine | None
) -> None:
    await player(lambda _view, words: console.print(words, soft_wrap=True)).run(room, read_line)
