"""Removes what a dialect ignores: prompts, banners, scores."""

import re
from collections.abc import Sequence
from typing import final

from trio_sockets.check.dialect.patterns import Pattern, Template

_ANYTHING = "{words}"

_LONGEST = 4096
"""The most characters of a line that may be ignored. A longer line is neither a prompt nor a
banner, and would take long to search.
"""


@final
class Unheeded:
    """Removes from messages what a dialect ignores.

    :param patterns: the patterns of ignored text.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns
        prompts = [each for each in map(_prompt, patterns) if each]
        self._before = [re.compile(rf"\s*{prompt}\s*") for prompt in prompts]
        self._behind = [re.compile(rf"{prompt}\s*$") for prompt in prompts]

    def heeded(self, message: bytes, *, lines: bool = False) -> bytes | None:
        """Return a message without its ignored parts; None if nothing remains.

        :param lines: the message may have several lines, and a prompt may follow each.
        """
        if not self._patterns:
            return message
        text = message.decode(errors="surrogateescape")
        left = self._left_of_each(text.split("\n")) if lines else self._left(text)
        return None if left is None else left.encode(errors="surrogateescape")

    def _left_of_each(self, lines: Sequence[str]) -> str | None:
        left = [each for line in lines if (each := self._left(line, behind=True)) is not None]
        return "\n".join(left) if any(each.strip() for each in left) else None

    def _left(self, text: str, *, behind: bool = False) -> str | None:
        if len(text) > _LONGEST:
            return text
        while not any(pattern.read(text) for pattern in self._patterns):
            shorter = self._without_prompt(text, behind=behind)
            if shorter == text:
                return text
            if not shorter:
                return None
            text = shorter
        return None

    def _without_prompt(self, text: str, *, behind: bool) -> str:
        starts = (found.end() for prompt in self._before if (found := prompt.match(text)))
        text = text[max(starts, default=0) :]
        if behind:
            ends = (found.start() for prompt in self._behind if (found := prompt.search(text)))
            text = text[: min(ends, default=len(text))]
        return text


def _prompt(pattern: Pattern) -> str | None:
    """Return the regular expression of a prompt before a reply; None if it cannot be a prompt."""
    if not isinstance(pattern, Template):
        return None
    text = pattern.text.strip()
    if not text or text.endswith(_ANYTHING):
        return None
    # "Score 5" is not a prompt before "Score 50".
    return pattern.expression + (r"(?!\w)" if text[-1].isalnum() or text.endswith("}") else "")
