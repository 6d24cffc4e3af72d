"""The events of a race, as sentences for one of its players."""

from typing import assert_never

from trio_sockets.client.race.client import Answer, Answered, Asked, Event
from trio_sockets.client.race.view import RaceView, Stage
from trio_sockets.client.sentences import number_wanted, tries_left, tries_of
from trio_sockets.client.server_errors import words_of
from trio_sockets.figures import Counted
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
from trio_sockets.words import Words, say


def sentence(event: Event, me: str) -> Words:  # noqa: C901, PLR0911, PLR0912 - a table: one case an event
    """Return what an event means, on one line.

    :param me: the player's own name.
    """
    match event:
        case Answered(asked, reply):
            return _answer(asked, reply)
        case Welcome(words):
            return say("The server says: {words}", words=words)
        case PlayerHere(name, total):
            return say("{name} is here, with {points}.", name=name, points=_points(total))
        case PlayerJoined(name):
            return say("{name} has joined.", name=name)
        case PlayerLeft(name):
            return say("{name} has left.", name=name)
        case NextRound(seconds):
            return say("The next round begins in {seconds} s.", seconds=seconds)
        case RoundBegins(number, low, high, tries):
            return say(
                "Round {number}: a number from {low} to {high}, {tries}. Guess!",
                number=number,
                low=low,
                high=high,
                tries=tries_of(tries),
            )
        case RoundUnderWay(number):
            return say(
                "Round {number} has begun without you. You play from the next.", number=number
            )
        case PlayerGuessed(name, left):
            return say("{name} guessed in vain, {left}.", name=name, left=tries_left(left))
        case PlayerOut(name):
            return say("{name} has no tries left.", name=name)
        case PlayerWon(name, used):
            return say("{name} found the number, with {tries}.", name=name, tries=tries_of(used))
        case RoundEnded(number):
            return say("The round is over. It was {number}.", number=number)
        case Score(name, points, total):
            if name_key(name) == name_key(me):
                return say("You get {points}, {total} in all.", points=_points(points), total=total)
            return say(
                "{name} gets {points}, {total} in all.",
                name=name,
                points=_points(points),
                total=total,
            )
        case RoundVoid(number):
            return say(
                "Round {number} was lost with a server. It counts for nobody.", number=number
            )
        case Paused():
            return say("A pause: the servers cannot reach each other. Guesses are answered later.")
        case Resumed():
            return say("The servers reach each other again.")
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


def _answer(asked: Asked, reply: Answer) -> Words:  # noqa: PLR0911 - likewise
    number = asked.number if isinstance(asked, Guess) else say("The server")
    match reply:
        case Joined(room, players):
            if players == 1:
                return say("You are in the room {room}, alone.", room=room)
            return say("You are in the room {room}, one of {players}.", room=room, players=players)
        case Higher(left):
            return say("{number}: it is higher. {left}.", number=number, left=tries_left(left))
        case Lower(left):
            return say("{number}: it is lower. {left}.", number=number, left=tries_left(left))
        case Win(used):
            return say(
                "{number}: found, with {tries}. You win the round!",
                number=number,
                tries=tries_of(used),
            )
        case Out():
            return say("{number}: no, and you have no tries left in this round.", number=number)
        case Bye():
            return say("You left the race.")
        case Error():
            return say("{number}: {words}.", number=number, words=words_of(reply))
        case _:
            assert_never(reply)


def typed(line: str, view: RaceView) -> Guess | Quit | Words:
    """Read what a player typed: a guess to send, the wish to leave, or a hint why it is neither."""
    match parse_game_command(line):
        case Quit():
            return Quit()
        case Guess(number) if view.parameters is not None and view.left:
            fits = view.parameters.low <= number <= view.parameters.high
            return Guess(number) if fits else _hint(view)
        case _:
            return _hint(view)


def _hint(view: RaceView) -> Words:
    match view.stage:
        case Stage.COUNTDOWN:
            return say("Wait for the round to begin, or write quit.")
        case Stage.WATCHING:
            return say("You play from the next round. Wait for it, or write quit.")
        case Stage.PLAYING if view.parameters is None or not view.left:
            return say("You have no tries left. Wait for the next round, or write quit.")
        case Stage.PLAYING:
            return number_wanted(view.parameters.low, view.parameters.high)
        case _:
            assert_never(view.stage)


def _points(number: int) -> Counted:
    return Counted(
        number, say("{number} point", number=number), say("{number} points", number=number)
    )
