"""The fenced blocks and the tables of a page of the documentation."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"

FENCED = re.compile(r"^```(?P<info>\S.*)\n(?P<text>(?:.*\n)*?)```$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words behind that, its text, and its line on the page."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int

    def options(self) -> dict[str, str]:
        """Return the words that are written as ``name=value``."""
        return dict(word.split("=", 1) for word in self.words if "=" in word)


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def page_files() -> list[Path]:
    """Return the files of all pages in ``docs/``."""
    return sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)


def pages(folder: str) -> dict[str, str]:
    """Return the pages of a folder in ``docs/``, by file name."""
    found = {path.name: path.read_text("utf-8") for path in sorted((DOCS / folder).glob("*.md"))}
    assert found, f"there are no pages in {folder}"
    return found


def blocks(text: str, language: str) -> list[Block]:
    found = []
    for match in FENCED.finditer(text):
        first, *words = match["info"].split()
        if first == language:
            line = text.count("\n", 0, match.start()) + 1
            found.append(Block(first, tuple(words), match["text"], line))
    assert found, f"there is no {language} block"
    return found


def programs(text: str) -> dict[str, str]:
    """Return the Python blocks that have a file name, by that name."""
    named = {block.words[0]: block.text for block in blocks(text, "python") if block.words}
    assert all(name.endswith(".py") for name in named), named
    return named


def snippet(text: str, words: str) -> str:
    """Return the one Python block without a file name that holds these words."""
    unnamed = [block.text for block in blocks(text, "python") if not block.words]
    [found] = [block for block in unnamed if words in block]
    return found


def table(text: str, *header: str) -> list[dict[str, str]]:
    """Return the rows of the table whose header begins with these words, by column."""
    lines = iter(text.splitlines())
    for line in lines:
        columns = _cells(line)
        if columns[: len(header)] == list(header):
            next(lines)  # the rule below the header
            rows = []
            for row in lines:
                if not row.startswith("|"):
                    break
                rows.append(dict(zip(columns, _cells(row), strict=True)))
            return rows
    raise AssertionError(f"there is no table {header}")


def number(cell: str) -> float:
    return float(cell.replace(",", ""))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
