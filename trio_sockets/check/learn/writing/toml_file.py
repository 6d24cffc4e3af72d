"""Writing a draft as a TOML file, with a comment before each line.

A question is a line that is commented out: it begins with ``#?``.
"""

import json
import textwrap
from collections.abc import Mapping, Sequence

from trio_sockets.check.learn.writing.draft import Draft, DraftEntry, Value
from trio_sockets.visible import visible
from trio_sockets.words import Translate, Words

_WIDTH = 96
_TABLES = ("", "wire", "echo", "text", "game", "sentences")
"""The order of the tables in the file."""


def toml_of(draft: Draft, translate: Translate) -> str:
    """Return the text of the file, with comments in the user's language."""
    parts = []
    for table in _TABLES:
        entries = [entry for entry in draft.entries if entry.table == table]
        if entries:
            lines = [f"[{table}]"] if table else []
            parts.append("\n".join([*lines, *(_written(entry, translate) for entry in entries)]))
    return "\n\n".join(parts) + "\n"


def sentence(clause: str) -> str:
    """Return a clause as a sentence."""
    end = "" if clause.endswith((".", "?", "!")) else "."
    return f"{clause[:1].upper()}{clause[1:]}{end}"


def _written(entry: DraftEntry, translate: Translate) -> str:
    said = sentence(visible(entry.because.read(translate).replace("\n", " / ")))
    comment = textwrap.fill(
        said, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )
    line = f"{entry.key} = {_value(entry.value, translate)}"
    return f"{comment}\n{'#? ' if entry.is_question else ''}{line}"


def _value(value: Value, translate: Translate) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Words():
            return _value(value.read(translate), translate)
        case Mapping():
            inner = ", ".join(f"{key} = {_value(each, translate)}" for key, each in value.items())
            return f"{{ {inner} }}"
        case Sequence():
            return f"[{', '.join(_value(each, translate) for each in value)}]"
