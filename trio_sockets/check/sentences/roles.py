"""The roles of phrases in a sentence."""

from enum import StrEnum


class Role(StrEnum):
    """The role of a phrase in a sentence. Each role is a list of the table ``[sentences]``."""

    HIGHER = "higher"
    """Says by itself that the number is higher than the guess."""

    LOWER = "lower"
    """Likewise."""

    WIN = "win"
    """The player has won."""

    PRAISE = "praise"
    """The player has won; but next to a hint, it is only encouragement."""

    LOSE = "lose"
    """The player has lost."""

    SPENT = "spent"
    """The last try has been used."""

    OVER = "over"
    """The game has ended, won or lost."""

    REVEAL = "reveal"
    """Tells the number, as at the end of the game."""

    WRONG = "wrong"
    """The guess is not the number."""

    ERROR = "error"
    """The guess is not a number, or is out of bounds."""

    PERHAPS_ERROR = "perhaps-error"
    """The guess is not a number or is out of bounds, or is just wrong."""

    AGAIN = "again"
    """The game goes on."""

    PROMPT = "prompt"
    """Asks for a number: a prompt if the message ends in a colon, otherwise perhaps an error."""

    IGNORE = "ignore"
    """A banner, a prompt, a greeting."""

    NOTHING = "nothing"
    """Has words of another list, but says nothing."""

    BIGGER = "bigger"
    """Compares two things: the first is bigger."""

    SMALLER = "smaller"
    """Likewise."""

    ABOVE = "above"
    """Compares two things, directly before the second: the first is higher."""

    BELOW = "below"
    """Likewise."""

    BIG = "big"
    """An adjective, as in "too big"."""

    SMALL = "small"
    """Likewise."""

    TOO = "too"
    """The word "too", as in "too big"."""

    VERY = "very"
    """An adverb of degree, as in "a bit big"."""

    ENOUGH = "enough"
    """The word "enough", as in "not big enough"."""

    THAN = "than"
    """The word "than", as in "bigger than"."""

    GUESS = "guess"
    """The player's guess."""

    NUMBER = "number"
    """"The number", which is the secret one unless other words contradict this."""

    SECRET = "secret"  # noqa: S105 - not a password
    """The secret number."""

    THIS = "this"
    """The guess or the number; after "than", the guess."""

    EITHER = "either"
    """The guess or the number, such as "the number that you…"."""

    AIM = "aim"
    """Tells the player what to do, as in "guess higher"."""

    IS = "is"
    """The verb "to be", as in "your guess, 50, is lower"."""

    NOT = "not"
    """Negates what follows in the clause."""

    POSSIBLE = "possible"
    """What follows in the clause has not happened, as in "to win"."""

    IF = "if"
    """The rest of the sentence is ignored."""

    OR = "or"
    """Joins alternatives, as in "higher or lower"."""

    AND = "and"
    """Separates two clauses."""

    ASK = "ask"
    """Begins a question."""

    WORDS = "words"
    """Words that must not be corrected, although they resemble words of another list."""
