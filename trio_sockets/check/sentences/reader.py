"""Reads a message: finds the clues in its clauses, and decides what they mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

from trio_sockets.check.sentences.clues import Clues, clues_in
from trio_sockets.check.sentences.comparison import THINGS, Thing
from trio_sockets.check.sentences.decision import decide, unclear
from trio_sockets.check.sentences.lexicon import Lexicon, Tag
from trio_sockets.check.sentences.meaning import Meaning, Understanding
from trio_sockets.check.sentences.roles import Role
from trio_sockets.check.sentences.tokens import Sentence, Token, sentences

LONGEST = 1000
"""The most characters of a message. A longer one is not a sentence, and would take time."""

_PROMPT_ENDS = (":", "?", ">", "…", "...")


@final
@dataclass(frozen=True, slots=True)
class SentenceReader:
    """Reads sentences in one of several languages.

    :param lexicons: one a language. A sentence is read in the language that knows most of its
        words.
    """

    lexicons: tuple[Lexicon, ...]

    def read(self, message: str) -> Understanding:
        """Return the meaning of a message."""
        if len(message) > LONGEST:
            return Understanding(Meaning.UNCLEAR)
        read = [_read(message, lexicon) for lexicon in self.lexicons]
        most = max(known for known, _ in read)
        first, *others = (understood for known, understood in read if known == most)
        if all(other.meaning is first.meaning for other in others):
            return first
        return unclear(
            {meaning for each in (first, *others) for meaning in (each.meaning, *each.could_be)}
        )


def _read(message: str, lexicon: Lexicon) -> tuple[int, Understanding]:
    """Return the number of known words, and the meaning of the message."""
    clues = Clues()
    found = sentences(message, lexicon.symbols)
    words = [word for sentence in found for clause in sentence.clauses for word in clause]
    for sentence in found:
        clues.add(_clues_of(sentence, lexicon))
    if Role.PROMPT in clues.told and not message.rstrip().endswith(_PROMPT_ENDS):
        clues.doubts |= {Meaning.ERROR, Meaning.IGNORE}
    if not any(word.plain.isalpha() for word in words):  # a line of dashes, or a number
        clues.told.add(Role.IGNORE)
    strange = [word for word in words if not lexicon.knows(word)]
    is_strange = any(word.plain.isalpha() and not word.is_name for word in strange)
    known = len(words) - len(strange)
    return known, decide(clues.told, clues.doubts, is_strange=is_strange)


def _clues_of(sentence: Sentence, lexicon: Lexicon) -> Clues:
    """Find the clues in the clauses of a sentence, up to an "if"."""
    found = Clues()
    clauses = [part for clause in sentence.clauses for part in _parted(clause, lexicon)]
    asks = sentence.asks and any(tag.role is Role.ASK for _, tags in clauses for tag in tags)
    before = Thing.NONE
    for number, (clause, all_tags) in enumerate(clauses, 1):
        conditions = [place for place, tag in enumerate(all_tags, 1) if tag.role is Role.IF]
        tags = all_tags[: conditions[0]] if conditions else all_tags
        numbers = frozenset(place for place, word in enumerate(clause, 1) if word.is_number)
        here = clues_in(tags, numbers, before)
        found.add(here.asked() if asks or (sentence.asks and number == len(clauses)) else here)
        if conditions:
            break
        before = _carried(tags, numbers, before)
    return found


def _parted(
    clause: Sequence[Token], lexicon: Lexicon
) -> Iterator[tuple[Sequence[Token], list[Tag]]]:
    """Cut a clause at words such as "but", and find the phrases in each part."""
    tags = lexicon.tags(clause)
    cuts = [tag for tag in tags if tag.role is Role.AND]
    if not cuts:
        yield clause, tags
        return
    start = 0
    for cut in cuts:
        part = clause[start : cut.start - 1]  # tags count from the clause's beginning, at 0
        yield part, lexicon.tags(part)
        start = cut.end - 1
    yield clause[start:], lexicon.tags(clause[start:])


def _carried(tags: Sequence[Tag], numbers: frozenset[int], before: Thing) -> Thing:
    """Return the subject of a clause, to which the next one may refer."""
    if any(tag.role in {Role.NOT, Role.WRONG} for tag in tags):
        return Thing.NONE  # "it is not 12": the subject was the number
    things = [THINGS[tag.role] for tag in tags if tag.role in THINGS]
    if things:  # "your guess, 50, is lower": the subject is ambiguous
        return Thing.EITHER if things[-1] is Thing.GUESS else things[-1]
    return before if before is not Thing.NONE or not numbers else Thing.EITHER
