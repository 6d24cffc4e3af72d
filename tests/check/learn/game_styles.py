"""Servers of the game as students write them, without a network.

Each is a generator: it yields what the server sends, is sent what the client says, and returns the
last that it sends before it closes.
"""

import random
from collections.abc import Callable, Generator
from typing import TypeAlias

Talk: TypeAlias = Generator[str, str, str]
Style: TypeAlias = Callable[[random.Random], Talk]


def whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.removeprefix("-").isdigit() else None


def protocol(chance: random.Random) -> Talk:
    """One word each, as the sheet asks: all parameters come first."""
    secret, left = chance.randint(1, 100), 7
    said = yield "GAME 1 100 7\n"
    while True:
        guess = whole(said)
        if guess is None or not 1 <= guess <= 100:
            said = yield "ERR not-a-number\n" if guess is None else "ERR out-of-bounds\n"
            continue
        left -= 1
        if guess == secret:
            return f"WIN {7 - left}\n"
        if not left:
            return f"LOSE {secret}\n"
        said = yield f"{'HIGHER' if guess < secret else 'LOWER'} {left}\n"


def polite(chance: random.Random) -> Talk:
    """A name, an explanation of several lines, a prompt, and replies of two lines."""
    secret, left = chance.randint(1, 50), 6
    name = yield "*** Nombre mystère ***\n\nVotre nom ? "
    before = f"Bonjour {name.strip()} !\nUn nombre de 1 à 50.\nVous avez 6 essais.\n"
    while True:
        guess = whole((yield f"{before}À vous : "))
        if guess is None or not 1 <= guess <= 50:
            before = "Erreur : un nombre de 1 à 50\n"
            continue
        left -= 1
        if guess == secret:
            return f"Bravo, trouvé en {6 - left} essais !\nScore : {left * 10}\nFin de jeu\n"
        if not left:
            return f"Perdu, c'était {secret}.\nFin de jeu\n"
        hint = "Trop petit" if guess < secret else "Trop grand"
        before = f"{hint}\nIl reste {left} essais\n"


def without_newlines(chance: random.Random) -> Talk:
    """Nothing ends a message: the question stands behind the hint."""
    secret, left, before = chance.randint(1, 100), 7, "Welcome. "
    while True:
        guess = whole((yield f"{before}Your guess? "))
        if guess is None or not 1 <= guess <= 100:
            before = "That is no number from 1 to 100. "
            continue
        left -= 1
        if guess == secret:
            return "Yes, you win!"
        if not left:
            return "No more tries, you lose."
        before = "Too small! " if guess < secret else "Too big! "


def silent(chance: random.Random) -> Talk:
    """The bounds, 0 to 999, and the 15 tries are on the class's sheet."""
    secret, left = chance.randint(0, 999), 15
    said = yield ""
    while True:
        guess = whole(said)
        if guess is None or not 0 <= guess <= 999:
            said = yield "ERREUR\n"
            continue
        left -= 1
        if guess == secret:
            return "GAGNE\n"
        if not left:
            return f"PERDU {secret}\n"
        said = yield f"{'PLUS' if guess < secret else 'MOINS'} {left}\n"


def codes(chance: random.Random) -> Talk:
    """1, -1 and 0 say it all, and nothing is refused."""
    secret = chance.randint(1, 100)
    said = yield "from 1 to 100\n"
    while True:
        guess = whole(said) or 0
        if guess == secret:
            return "0\n"
        said = yield "1\n" if guess < secret else "-1\n"


def hint_at_the_end(chance: random.Random) -> Talk:
    """The last wrong guess earns a hint, and then the end."""
    secret = chance.randint(1, 100)
    said = yield "Entre 1 et 100, 8 essais\n"
    for left in range(7, -1, -1):
        guess = whole(said) or 0
        if guess == secret:
            return f"Gagné en {8 - left} coups\n"
        hint = "Trop petit\n" if guess < secret else "Trop grand\n"
        if not left:
            return f"{hint}Perdu ! C'était {secret}\n"
        said = yield hint
    raise AssertionError


def counted_up(chance: random.Random) -> Talk:
    """The hints repeat the guess, and count the tries upwards."""
    secret = chance.randint(1, 100)
    said = yield "I have a number between 1 and 100. You have 9 attempts.\n"
    for used in range(1, 10):
        guess = whole(said) or 0
        if guess == secret:
            return f"Correct! {secret} it was, after {used} attempts.\n"
        if used == 9:
            return f"Game over, the number was {secret}.\n"
        hint = "low" if guess < secret else "high"
        said = yield f"Attempt {used}/9: {guess} is too {hint}\n"
    raise AssertionError


def menu(chance: random.Random) -> Talk:
    """A menu comes first."""
    choice = yield "1) Quitter\n2) Jouer\nChoix : "
    if choice.strip() != "2":
        return "Au revoir\n"
    secret = chance.randint(1, 20)
    said = yield "Un nombre entre 1 et 20, 5 essais.\n> "
    for left in range(4, -1, -1):
        guess = whole(said) or 0
        if guess == secret:
            return "Bien joué, c'est gagné !\n"
        if not left:
            return "Perdu.\n"
        said = yield "C'est plus grand\n> " if guess < secret else "C'est plus petit\n> "
    raise AssertionError


def command(chance: random.Random) -> Talk:
    """A guess has a word before it."""
    secret = chance.randint(1, 100)
    said = yield "Send GUESS <n>, n from 1 to 100\n"
    while True:
        word, _, rest = said.strip().partition(" ")
        guess = whole(rest)
        if word != "GUESS" or guess is None:
            said = yield "Unknown command, send GUESS <n>\n"
        elif guess == secret:
            return "You win\n"
        else:
            said = yield "too low\n" if guess < secret else "too high\n"


def spanish(chance: random.Random) -> Talk:
    """One try is said in another way than several are."""
    secret = chance.randint(1, 60)
    said = yield "Adivina un número entre 1 y 60.\nTienes 7 intentos.\n"
    for left in range(6, -1, -1):
        guess = whole(said) or 0
        if guess == secret:
            return "¡Acertaste!\n"
        if not left:
            return f"Perdiste, era el {secret}\n"
        tries = "Te queda 1 intento" if left == 1 else f"Te quedan {left} intentos"
        said = yield f"{'Más alto' if guess < secret else 'Más bajo'}. {tries}\n"
    raise AssertionError


def speechless(chance: random.Random) -> Talk:
    """It closes without a word when a game is lost."""
    secret = chance.randint(1, 100)
    said = yield "A number from 1 to 100, 8 tries\n"
    for left in range(7, -1, -1):
        guess = whole(said)
        if guess == secret:
            return "You win\n"
        if not left:
            return ""
        if guess is None:
            said = yield "that is no number\n"
        else:
            said = yield "higher\n" if guess < secret else "lower\n"
    raise AssertionError


def boundless(chance: random.Random) -> Talk:
    """Nothing tells the bounds, nothing is refused, nobody loses."""
    secret = chance.randint(1, 100)
    said = yield "Guess my number!\n"
    while True:
        guess = whole(said) or 0
        if guess == secret:
            return "You got it\n"
        said = yield "too low\n" if guess < secret else "too high\n"


def swapped(chance: random.Random) -> Talk:
    """Its hints are swapped, and their words can mean nothing else."""
    secret = chance.randint(1, 100)
    said = yield "A number between 1 and 100\n"
    while (guess := whole(said) or 0) != secret:
        said = yield "too high\n" if guess < secret else "too low\n"
    return "You win\n"


def of_the_guess(chance: random.Random) -> Talk:
    """Its hints say of the guess what others say of the number."""
    secret = chance.randint(1, 100)
    said = yield "Nombre entre 1 et 100\n"
    while (guess := whole(said) or 0) != secret:
        said = yield "Plus petit\n" if guess < secret else "Plus grand\n"
    return "Gagné\n"


def chancy(chance: random.Random) -> Talk:
    """It says anything."""
    said = yield "A number between 1 and 100\n"
    while said:
        said = yield chance.choice(["too low\n", "too high\n", "what?\n"])
    return ""


def stubborn(_chance: random.Random) -> Talk:
    """It says the same to all."""
    said = yield "A number between 1 and 100\n"
    while said:
        said = yield "No.\n"
    return ""
