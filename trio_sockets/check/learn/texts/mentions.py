"""Commands that a program itself names: in its greeting, its help, its errors or its menu."""

import re
from collections.abc import Iterator

from trio_sockets.check.learn.games.first import items_of
from trio_sockets.check.learn.texts.tasks import (
    SEPARATORS,
    TEXT,
    WORDS,
    Request,
    Task,
    request_of,
    task_named,
)

_WORD = re.compile(r"[/!.@]?[^\W\d]{2,14}")
_MOST = 40
"""How many words of a program are tried."""


def mentioned_in(text: str) -> list[Request]:
    """Return the commands that a program's words may name, the likeliest first."""
    found = dict.fromkeys([*_kin(text), *_items(text), *_in_capitals(text)])
    return list(found)[:_MOST]


def listed() -> list[Request]:
    """Return the commands of the lists, in capitals: the tasks take turns, the likeliest first."""
    most = max(map(len, WORDS.values()))
    return [
        request_of(words[place], task)
        for place in range(most)
        for task, words in WORDS.items()
        if place < len(words)
    ]


def separated() -> list[Request]:
    """Return the likeliest commands with other separators than a space."""
    likely = (("UPPER", Task.UPPER), ("LOWER", Task.LOWER), ("MAJ", Task.UPPER))
    return [request_of(word, task, each) for each in SEPARATORS for word, task in likely]


def alike(template: str, task: Task) -> list[Request]:
    """Return the commands for another task that are spelled like a known command.

    :param template: the known command.
    :param task: the other task.
    """
    known = _WORD.search(template)
    if known is None:
        return []
    word, before = known[0].lstrip("/!.@"), template[: known.start()]
    sign = known[0][: len(known[0]) - len(word)]
    written = str.lower if word.islower() else str.capitalize if word.istitle() else str.upper
    behind = template[known.end() :].partition(TEXT)[0] if TEXT in template else " "
    return [request_of(f"{before}{sign}{written(each)}", task, behind) for each in WORDS[task]]


def _kin(text: str) -> Iterator[Request]:
    for match in _WORD.finditer(text):
        task = task_named(match[0])
        if task is not None:
            yield from _written(match[0], text[match.end() : match.end() + 2], task)


def _written(word: str, behind: str, task: Task) -> Iterator[Request]:
    """Yield a command with the separator that stands behind it, and with a space."""
    separator = behind.strip()[:1]
    if task.takes_text and separator in SEPARATORS and separator:
        yield request_of(word, task, separator)
        yield request_of(word, task, f"{separator} ")
    yield request_of(word, task)


def _items(text: str) -> Iterator[Request]:
    for number, label in items_of(text).items():
        words = label.split()
        task = next((task for word in words if (task := task_named(word)) is not None), None)
        if task is not None:
            yield request_of(number, task)


def _in_capitals(text: str) -> Iterator[Request]:
    """Yield words in capitals that name no known task: the replies will show what they do."""
    for match in _WORD.finditer(text):
        if match[0].isupper() and task_named(match[0]) is None:
            yield Request(f"{match[0]} {TEXT}")
