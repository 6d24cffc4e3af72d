"""How many of the sentences of students' servers are heard as they were meant."""

from itertools import combinations

import pytest

from check.sentences.corpus import DIALECTS, Sentence, sentences
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.sentences.meaning import Meaning

MEANT, NOT_MISHEARD = 0.95, 0.99
"""Shares of a language's sentences, at least: heard as meant; so, or as unclear."""

ENDS = (Meaning.HIGHER, Meaning.LOWER, Meaning.WON, Meaning.LOST)
WRONG_WAY_ROUND = {frozenset(pair) for pair in combinations(ENDS, 2)}
"""What a judge must never take one for the other."""


def heard(language: str, corpus: list[Sentence]) -> list[tuple[Sentence, Meaning]]:
    reader = load_dialect(DIALECTS[language]).sentences
    assert reader is not None
    return [(each, reader.read(each.text).meaning) for each in corpus]


def told(wrong: list[tuple[Sentence, Meaning]]) -> str:
    return "\n".join(f"{each.meant} was heard as {meaning}: {each.text}" for each, meaning in wrong)


@pytest.mark.parametrize("language", DIALECTS)
@pytest.mark.parametrize("part", ["all", "held back"])
def test_sentences_are_heard_as_meant(language: str, part: str) -> None:
    corpus = [each for each in sentences(language) if part == "all" or each.is_held_back]
    assert len(corpus) >= (400 if part == "all" else 200)
    other = [pair for pair in heard(language, corpus) if pair[1] is not pair[0].meant]
    misheard = [pair for pair in other if pair[1] is not Meaning.UNCLEAR]
    assert len(other) <= (1 - MEANT) * len(corpus), told(other)
    assert len(misheard) <= (1 - NOT_MISHEARD) * len(corpus), told(misheard)
    wrong = [pair for pair in misheard if frozenset({pair[0].meant, pair[1]}) in WRONG_WAY_ROUND]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("language", DIALECTS)
def test_a_third_of_the_first_draw_is_held_back(language: str) -> None:
    first = [each for each in sentences(language) if each.draw == "first"]
    held_back = [each for each in first if each.is_held_back]
    assert 0.3 < len(held_back) / len(first) < 0.4


@pytest.mark.parametrize("language", DIALECTS)
def test_no_sentence_is_there_twice(language: str) -> None:
    texts = [each.text for each in sentences(language)]
    assert len(texts) == len(set(texts))
