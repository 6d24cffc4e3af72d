"""The mystery number: the lab sheet's second exercise, its rules and its session.

The rules, as the sheet gives them: a number is drawn between two bounds, and a player has a limited
number of tries to find it. After each wrong guess, the answer is "higher" or "lower". The game is
over when the number is found, or when no tries are left. `Game` is these rules as a state machine
that knows no bytes:

    state     guess           next state   outcome
    PLAYING   FOUND           WON          Win
    PLAYING   MISSED          PLAYING      Higher or Lower
    PLAYING   MISSED_LAST     LOST         Lose
    WON, LOST any             (GameOver is raised)
"""

from enum import Enum
from typing import Final, TypeAlias, assert_never, final

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.grammar import encode, parse_game_command
from trio_sockets.protocol.line_session import LineSession
from trio_sockets.protocol.messages import (
    Bye,
    GameReply,
    Guess,
    Higher,
    Lose,
    Lower,
    Parameters,
    Quit,
    Win,
)

Outcome: TypeAlias = Higher | Lower | Win | Lose


@final
class State(Enum):
    """The state of a game."""

    PLAYING = "playing"
    WON = "won"
    LOST = "lost"


@final
class GuessEvent(Enum):
    """How a guess turned out."""

    FOUND = "found"
    MISSED = "missed"
    MISSED_LAST = "missed, with the last try"


TRANSITIONS: Final = {
    (State.PLAYING, GuessEvent.FOUND): State.WON,
    (State.PLAYING, GuessEvent.MISSED): State.PLAYING,
    (State.PLAYING, GuessEvent.MISSED_LAST): State.LOST,
}
"""Every legal step. A pair that is not here is a guess after the end."""


class GameOver(Exception):  # noqa: N818 - what players call it
    """A guess after the end: the caller's fault, and the game is as it was."""


class Game:
    """The rules of the mystery number.

    :param secret: the number to find.
    :param parameters: the bounds it lies between, both included, and the number of tries.
    :raises ValueError: the secret does not lie between the bounds.
    """

    def __init__(self, secret: int, parameters: Parameters) -> None:
        if not parameters.low <= secret <= parameters.high:
            raise ValueError("the secret does not lie between the bounds")
        self._secret = secret
        self.parameters = parameters
        self.state = State.PLAYING
        self.used = 0
        """Tries used so far."""

    @property
    def left(self) -> int:
        """Tries left."""
        return self.parameters.tries - self.used

    def guess(self, number: int) -> Outcome:
        """Use one try.

        :raises ValueError: the number does not lie between the bounds; no try is used.
        :raises GameOver: the game has been won or lost.
        """
        if not self.parameters.low <= number <= self.parameters.high:
            raise ValueError("the guess does not lie between the bounds")
        event = self._event(number)
        if (self.state, event) not in TRANSITIONS:
            raise GameOver(f"the game has been {self.state.value}")
        self.state = TRANSITIONS[self.state, event]
        self.used += 1
        match self.state:
            case State.WON:
                return Win(self.used)
            case State.LOST:
                return Lose(self._secret)
            case State.PLAYING:
                return Higher(self.left) if self._secret > number else Lower(self.left)
            case _:
                assert_never(self.state)

    def _event(self, number: int) -> GuessEvent:
        if number == self._secret:
            return GuessEvent.FOUND
        return GuessEvent.MISSED if self.left > 1 else GuessEvent.MISSED_LAST


class GameSession(LineSession):
    """One player's game. The server speaks first, and closes when it is over.

    Until the end, a reply depends on the secret only through the comparison with the guess.

    :param secret: the number to find. The caller draws it, so that players cannot predict it.
    :param parameters: the game's parameters, sent as its greeting.
    :raises ValueError: the secret does not lie between the bounds.
    """

    __slots__ = ("_game",)

    def __init__(self, *, secret: int, parameters: Parameters) -> None:
        super().__init__()
        self._game = Game(secret, parameters)

    @property
    def state(self) -> State:
        """The state of the game."""
        return self._game.state

    @property
    def parameters(self) -> Parameters:
        """The bounds of the number, and the number of tries."""
        return self._game.parameters

    @property
    def used(self) -> int:
        """Tries used so far."""
        return self._game.used

    def greeting(self) -> bytes:
        """See `LineSession.greeting`: the sheet has the server send the parameters first."""
        return encode(self._game.parameters)

    def answer(self, line: str) -> GameReply:
        """See `LineSession.answer`. A bad guess costs no try."""
        command = parse_game_command(line)
        match command:
            case Guess(number):
                return self._guess(number)
            case Quit():
                self.finished = True
                return Bye()
            case Error(code):
                return self._refusal(code, "send a whole number")
            case _:
                assert_never(command)

    def _guess(self, number: int) -> GameReply:
        parameters = self._game.parameters
        if not parameters.low <= number <= parameters.high:
            return self._refusal(ErrorCode.OUT_OF_RANGE, "guess a number")
        outcome = self._game.guess(number)
        self.finished = self._game.state is not State.PLAYING
        return outcome

    def _refusal(self, code: ErrorCode, words: str) -> Error:
        bounds = f"from {self._game.parameters.low} to {self._game.parameters.high}"
        return Error(code, f"{words} {bounds}")
