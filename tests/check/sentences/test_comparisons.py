"""The same words mean the opposite where the guess is compared with the number."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.sentences.meaning import Meaning


@dataclass(frozen=True)
class Language:
    dialect: str
    guesses: tuple[str, ...]
    numbers: tuple[str, ...]
    verb: str
    bigger: tuple[str, ...]
    smaller: tuple[str, ...]


LANGUAGES = (
    Language(
        "free-text",
        ("your guess", "Your number", "the number you entered", "50", "your guess (50)", "it"),
        ("the number", "the SECRET number", "my number", "the number to find", "the answer"),
        "is",
        ("higher than", "greater than", "above", "more than", "larger then"),
        ("lower than", "smaller than", "below", "under", "less than"),
    ),
    Language(
        "texte-libre",
        ("votre proposition", "Ton nombre", "le nombre que tu as donné", "50", "ta réponse"),
        ("le nombre", "le nombre MYSTÈRE", "mon nombre", "le nombre a deviner", "la réponse"),
        "est",
        ("plus grand que", "supérieur à", "plus haut que", "au-dessus de"),
        ("plus petit que", "inférieur à", "plus bas que", "en dessous de"),
    ),
    Language(
        "texto-libre",
        ("tu número", "Tu intento", "el número que diste", "50", "el número ingresado"),
        ("el número", "el número SECRETO", "mi número", "el número a adivinar", "la respuesta"),
        "es",
        ("mayor que", "más grande que", "superior a", "mas alto que"),
        ("menor que", "más pequeño que", "inferior a", "mas bajo que"),
    ),
)


def comparisons(language: Language) -> Iterator[tuple[str, Meaning]]:
    both = ((language.bigger, Meaning.HIGHER), (language.smaller, Meaning.LOWER))
    for words, meaning in both:
        for word in words:
            for guess in language.guesses:
                for number in language.numbers:
                    between = f"{language.verb} {word}"
                    yield f"{guess} {between} {number}!", meaning.opposite
                    if guess != "it":
                        yield f"{number} {between} {guess}.", meaning


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.dialect)
def test_what_is_compared_with_what_decides(language: Language) -> None:
    reader = load_dialect(language.dialect).sentences
    assert reader is not None
    other = [
        f"{reader.read(text).meaning}: {text}"
        for text, meaning in comparisons(language)
        if reader.read(text).meaning is not meaning
    ]
    assert not other, "\n".join(other)
