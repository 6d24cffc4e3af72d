"""What the words of a line say, to confirm or contradict what the games show."""

from collections.abc import Iterable, Mapping
from functools import cache

from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.learn.heard.shape import ShapedLine
from trio_sockets.check.sentences.meaning import Meaning
from trio_sockets.check.sentences.reader import SentenceReader

LANGUAGES = ("texte-libre", "free-text", "texto-libre")
"""The dialects of the package that read sentences."""

_ENDS = (Meaning.WON, Meaning.LOST, Meaning.ERROR, Meaning.HIGHER, Meaning.LOWER)


class Wording:
    """Reads lines in all available languages."""

    def of(self, text: str) -> Meaning:
        """Return the meaning of a line."""
        return _all().read(text).meaning

    def of_lines(self, lines: Iterable[ShapedLine]) -> Meaning:
        """Return the first meaning found in some lines: the end of a game goes before hints."""
        said = {self.of(line.text) for line in lines}
        return next((meaning for meaning in _ENDS if meaning in said), Meaning.UNCLEAR)

    def language_of(self, meant: Mapping[str, Meaning]) -> str | None:
        """Return the language in which the words of lines agree with their known meanings.

        :param meant: the known meanings, by the text of the lines.
        :returns: None if no language reads most lines, or each reads a line as its opposite.
        """
        best, most = None, 0
        for name in LANGUAGES:
            read = {text: _reader(name).read(text).meaning for text in meant}
            right = sum(read[text] is meaning for text, meaning in meant.items())
            against = any(
                read[text] not in {meaning, Meaning.UNCLEAR, Meaning.IGNORE}
                for text, meaning in meant.items()
            )
            if right > most and not against:
                best, most = name, right
        return best if 2 * most >= len(meant) else None


@cache
def _reader(name: str) -> SentenceReader:
    reader = load_dialect(name).sentences
    assert reader is not None  # noqa: S101 - this dialect reads sentences
    return reader


@cache
def _all() -> SentenceReader:
    return SentenceReader(
        tuple(lexicon for name in LANGUAGES for lexicon in _reader(name).lexicons)
    )
