"""The sessions that the transcripts of the documentation are played against."""

from datetime import datetime

from helpers.markdown_blocks import Block
from trio_sockets import Parameters, Session
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.game import GameSession
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.protocol.race.session import RaceSession
from trio_sockets.protocol.text import TextSession
from trio_sockets.race.local import LocalRooms


def rooms_for(block: Block) -> LocalRooms:
    options = block.options()
    rules = Rules(Parameters(1, 100, int(options.get("tries", 7))))
    return LocalRooms(rules, randbelow=lambda _: int(options.get("secret", 1)) - 1)


def session_for(block: Block, rooms: LocalRooms) -> Session:
    options = block.options()
    match block.words[0]:
        case "echo":
            return EchoSession()
        case "text":
            now = datetime.fromisoformat(options.get("now", "2026-01-31T08:15:30.123456Z"))
            return TextSession(now=lambda: now)
        case "game":
            low, high = int(options.get("low", 1)), int(options.get("high", 100))
            parameters = Parameters(low, high, int(options.get("tries", 7)))
            return GameSession(secret=int(options.get("secret", low)), parameters=parameters)
        case "race":
            return RaceSession(rooms)
        case other:
            raise AssertionError(f"there is no service {other}")
