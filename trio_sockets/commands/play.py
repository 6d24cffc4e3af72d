"""``trio-sockets play``: the mystery number in the terminal."""

from typing import Annotated

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.client.connect import TIMEOUT
from trio_sockets.client.game import open_game_client
from trio_sockets.client.play import Person, bot
from trio_sockets.client.play import play as play_game
from trio_sockets.client.stdin import StdinLines
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.client import TlsClientOptions
from trio_sockets.commands.options.words import DONE, FAILED, AddressWord, LangWord, Seconds
from trio_sockets.commands.reader import reader
from trio_sockets.consoles import console_for_person
from trio_sockets.services import all_services
from trio_sockets.words import say

GAME = TcpAddress(DEFAULT_HOST, all_services()["game"].port)


async def play(
    address: Annotated[
        AddressWord, about(say("Where the game is: HOST:PORT, :PORT, [V6]:PORT or unix:PATH."))
    ] = GAME,
    /,
    *,
    auto: Annotated[bool, about(say("Let the bot play, by bisection."))] = False,
    timeout: Annotated[Seconds, about(say("Seconds to wait for the server, or none."))] = TIMEOUT,  # noqa: ASYNC109 - it is handed on
    tls: TlsClientOptions = TlsClientOptions(),
    lang: LangWord = None,
) -> int:
    """Play the mystery number. Ctrl-D leaves (on Windows, Ctrl-Z and Enter)."""
    console = console_for_person()
    translate = reader.speaks(lang)
    with tls.reaching(address, "game") as secure:
        async with open_game_client(address, timeout=timeout, tls=secure) as game:
            player = bot if auto else Person(StdinLines().read, console, game, translate).guess
            won = await play_game(game, player, console, translate)
            return DONE if won else FAILED
