"""What happens in a race, as sentences for one of its players."""

from typing import assert_never

from trio_sockets.client.race import Answer, Answered, Asked, Event
from trio_sockets.client.race_view import RaceView, Stage
from trio_sockets.protocol.errors import Error
from trio_sockets.protocol.grammar import parse_game_command
from trio_sockets.protocol.messages import Bye, Guess, Higher, Joined, Lower, Out, Quit, Win
from trio_sockets.protocol.race.messages import (
    NextRound,
    Paused,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    PlayerOut,
    PlayerWon,
    Resumed,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    RoundVoid,
    Score,
    Welcome,
)
from trio_sockets.protocol.race.names import name_key
from trio_sockets.visible import visible


def sentence(event: Event, me: str) -> str:  # noqa: C901, PLR0911, PLR0912 - a table: one case an event
    """Return one line without control characters.

    :param me: the player's own name.
    """
    match event:
        case Answered(asked, reply):
            return _answer(asked, reply)
        case Welcome(words):
            return f"The server says: {visible(words)}"
        case PlayerHere(name, total):
            return f"{visible(name)} is here, with {_points(total)}."
        case PlayerJoined(name):
            return f"{visible(name)} has joined."
        case PlayerLeft(name):
            return f"{visible(name)} has left."
        case NextRound(seconds):
            return f"The next round begins in {seconds} s."
        case RoundBegins(number, low, high, tries):
            return f"Round {number}: a number from {low} to {high}, {tries_of(tries)}. Guess!"
        case RoundUnderWay(number):
            return f"Round {number} has begun without you. You play from the next."
        case PlayerGuessed(name, left):
            return f"{visible(name)} guessed in vain, {tries_of(left)} left."
        case PlayerOut(name):
            return f"{visible(name)} has no tries left."
        case PlayerWon(name, used):
            return f"{visible(name)} found the number, with {tries_of(used)}."
        case RoundEnded(number):
            return f"The round is over. It was {number}."
        case Score(name, points, total):
            whose = "You get" if name_key(name) == name_key(me) else f"{visible(name)} gets"
            return f"{whose} {_points(points)}, {total} in all."
        case RoundVoid(number):
            return f"Round {number} was lost with a server. It counts for nobody."
        case Paused():
            return "A pause: the servers cannot reach each other. Guesses are answered later."
        case Resumed():
            return "The servers reach each other again."
        case _:
            assert_never(event)


def style(event: Event, me: str) -> str:
    """Return the style of an event's sentence: what is the player's own business stands out."""
    match event:
        case Answered(_, Win()):
            return "bold green"
        case Score(name) if name_key(name) == name_key(me):
            return "bold green"
        case Answered(_, Error()) | Paused() | Resumed() | RoundVoid():
            return "yellow"
        case Answered() | RoundBegins() | RoundEnded():
            return "bold"
        case PlayerGuessed() | PlayerHere():
            return "dim"
        case _:
            return ""


def _answer(asked: Asked, reply: Answer) -> str:  # noqa: PLR0911 - likewise
    number = asked.number if isinstance(asked, Guess) else "The server"
    match reply:
        case Joined(room, players):
            others = "alone" if players == 1 else f"one of {players}"
            return f"You are in the room {visible(room)}, {others}."
        case Higher(left):
            return f"{number}: it is higher. {tries_of(left)} left."
        case Lower(left):
            return f"{number}: it is lower. {tries_of(left)} left."
        case Win(used):
            return f"{number}: found, with {tries_of(used)}. You win the round!"
        case Out():
            return f"{number}: no, and you have no tries left in this round."
        case Bye():
            return "You left the race."
        case Error(_, words):
            return f"{number}: {visible(words)}."
        case _:
            assert_never(reply)


def typed(line: str, view: RaceView) -> Guess | Quit | str:
    """Read what a player typed: a guess to send, the wish to leave, or a hint why it is neither."""
    match parse_game_command(line):
        case Quit():
            return Quit()
        case Guess(number) if view.parameters is not None and view.left:
            fits = view.parameters.low <= number <= view.parameters.high
            return Guess(number) if fits else _hint(view)
        case _:
            return _hint(view)


def _hint(view: RaceView) -> str:
    match view.stage:
        case Stage.COUNTDOWN:
            return "Wait for the round to begin, or write quit."
        case Stage.WATCHING:
            return "You play from the next round. Wait for it, or write quit."
        case Stage.PLAYING if view.parameters is None or not view.left:
            return "You have no tries left. Wait for the next round, or write quit."
        case Stage.PLAYING:
            return f"Write a number from {view.parameters.low} to {view.parameters.high}, or quit."
        case _:
            assert_never(view.stage)


def tries_of(number: int) -> str:
    """Return the tries in words."""
    return "1 try" if number == 1 else f"{number} tries"


def _points(number: int) -> str:
    return "1 point" if number == 1 else f"{number} points"
