"""Servers of the game, without a network, whose replies leave a question open.

Each is a generator, as in `check.learn.game_styles`.
"""

import random

from check.learn.game_styles import Talk, whole


def miscounting(chance: random.Random) -> Talk:
    """Its hints count the tries before the guess."""
    secret, left = chance.randint(1, 100), 7
    said = yield "A number from 1 to 100, 7 tries\n"
    while (guess := whole(said)) != secret:
        if guess is None or not 1 <= guess <= 100:
            said = yield "That is no number from 1 to 100\n"
        elif left == 1:
            return f"You lose, it was {secret}\n"
        else:
            said = yield f"{'higher' if guess < secret else 'lower'}, {left} tries left\n"
            left -= 1
    return "You win\n"


def impatient(chance: random.Random) -> Talk:
    """It closes after what is no guess."""
    secret, left = chance.randint(1, 100), 7
    said = yield "A number from 1 to 100, 7 tries\n"
    while (guess := whole(said)) != secret:
        if guess is None or not 1 <= guess <= 100:
            return "Goodbye\n"
        if left == 1:
            return f"You lose, it was {secret}\n"
        left -= 1
        said = yield "higher\n" if guess < secret else "lower\n"
    return "You win\n"


def hesitant(chance: random.Random) -> Talk:
    """It hesitates now and then, with the word that its last message begins with."""
    secret, left = chance.randint(1, 100), 7
    said = yield "A number from 1 to 100, 7 tries\n"
    while (guess := whole(said)) != secret:
        if guess is None or not 1 <= guess <= 100:
            said = yield "Error\n"
            continue
        if left == 1:
            return f"Well, you lose, it was {secret}\n"
        left -= 1
        before = chance.choice(["", "Well,\n"])
        said = yield f"{before}higher\n" if guess < secret else f"{before}lower\n"
    return "Well, you win\n"
