"""What the help says of commands and options, where they are declared.

Cyclopts takes English text, and `TranslatedHelp` translates it when it is shown. The sentences are
made by `say`, by which Babel finds them.
"""

from typing import Any

from cyclopts import Group, Parameter

from trio_sockets.words import Words


def about(words: Words, **settings: Any) -> Parameter:
    """Return what describes an option.

    :param words: its description. Braces in it stand for themselves.
    :param settings: further ones of `cyclopts.Parameter`.
    """
    return Parameter(help=words.english, **settings)


def group(words: Words, sort_key: int | None = None) -> Group:
    """Return a group of options.

    :param words: its heading.
    :param sort_key: groups are sorted by it.
    """
    return Group(words.english, sort_key=sort_key)


def paragraphs(*sentences: Words, examples: str = "") -> str:
    """Return the text of several paragraphs.

    :param examples: lines that follow them, indented; they are in no language.
    """
    lines = "\n".join(f"    {line}" for line in examples.strip().splitlines())
    return "\n\n".join([words.english for words in sentences] + ([lines] if lines else []))
