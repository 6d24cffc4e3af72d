"""Sentences that a player of the game and one of the race both read."""

from typing import Final

from trio_sockets.figures import Counted
from trio_sockets.words import Words, say

PROMPT: Final = say("guess> ")


def tries_of(number: int) -> Counted:
    """Return the tries in words."""
    return Counted(number, say("{number} try", number=number), say("{number} tries", number=number))


def tries_left(number: int) -> Words:
    """Return the tries that are left, in words."""
    return say("{tries} left", tries=tries_of(number))


def impossible(number: int) -> Words:
    """Return what is said of a guess that earlier answers rule out; it is sent all the same."""
    return say("It cannot be {number}, but it is your try.", number=number)


def number_wanted(low: int, high: int) -> Words:
    """Return what is said of a line that is no guess."""
    return say("Write a number from {low} to {high}, or quit.", low=low, high=high)
