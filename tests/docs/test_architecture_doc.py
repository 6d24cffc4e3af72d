"""``docs/architecture.md``: every file and name on it is there, and its parts import as it says."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest
from markdown_blocks import number, page, table

from trio_sockets.server import clients, connection, limits, pump, ratelimit, serve
from trio_sockets.workers import backoff, counts, launcher

PAGE = page("architecture.md")
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "trio_sockets"
CODE = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL))
FILES = sorted({code for code in CODE if "/" in code})
SOURCES = [*PACKAGE.rglob("*.py"), ROOT / "tests/conftest.py", ROOT / "tests/server"]
NAMES = sorted({code for code in CODE if re.fullmatch(r"_?[A-Z]\w+(\.\w+)?|\w+_\w+", code)})
PARTS = table(PAGE, "Part", "May import")


def imported(source: Path) -> set[str]:
    """Return the parts of the package that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        match node:
            case ast.ImportFrom(str(module)):
                names.add(module)
            case ast.Import(aliases):
                names |= {alias.name for alias in aliases}
    return {name.split(".")[1] for name in names if name.startswith("trio_sockets.")}


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_there(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_in_the_code(name: str) -> None:
    files = [path for source in SOURCES for path in [source, *source.rglob("*.py")]]
    text = "\n".join(path.read_text("utf-8") for path in files if path.is_file())
    for word in name.split("."):
        assert re.search(rf"\b{word}\b", text), name


@pytest.mark.parametrize("row", PARTS, ids=[row["Part"] for row in PARTS])
def test_a_part_imports_only_what_its_row_says(row: dict[str, str]) -> None:
    part = ROOT / row["Part"].strip("`")
    allowed = {part.stem, *re.findall(r"`(\w+)`", row["May import"])}
    for source in part.rglob("*.py") if part.is_dir() else [part]:
        assert imported(source) <= allowed, source


def test_the_table_has_every_part_but_the_command() -> None:
    command = {"__init__", "__main__", "cli", "commands"}
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    listed = {Path(row["Part"].strip("`")).stem for row in PARTS}
    assert listed == there - command - {"__pycache__"}


@pytest.mark.parametrize("part", ["server", "workers"])
def test_every_file_of_the_server_has_a_row(part: str) -> None:
    for source in PACKAGE.glob(f"{part}/*.py"):
        assert source.name == "__init__.py" or f"`trio_sockets/{part}/{source.name}`" in PAGE


def test_the_numbers_are_those_of_the_code() -> None:
    units = {"KiB": 1024, "ms": 0.001, "s": 1, "": 1}
    after = (PAGE.partition(f"## {section}")[2] for section in ("Back", "Fairness", "The log"))
    for row in chain(*(table(rest, "Name", "Value") for rest in after)):
        value, _, unit = row["Value"].partition(" ")
        name = row["Name"].strip("`")
        modules = (module for module in (connection, pump, ratelimit) if name in vars(module))
        [there] = {vars(module)[name] for module in modules}
        assert there == pytest.approx(number(value) * units[unit])
    assert f"`SPARE_FILES` ({limits.SPARE_FILES})" in PAGE
    assert f"`MAX_REFUSALS` ({clients.MAX_REFUSALS})" in PAGE
    assert f"`FAREWELL` ({serve.FAREWELL} s)" in PAGE
    assert f"`READY` ({launcher.READY:.0f} s)" in PAGE
    assert f"`GRACE` ({launcher.GRACE:.0f} s)" in PAGE
    assert f"`STEADY` ({backoff.STEADY:.0f} s)" in PAGE
    assert f"`FIRST_PAUSE` ({backoff.FIRST_PAUSE} s)" in PAGE
    assert f"`LONGEST_PAUSE` ({backoff.LONGEST_PAUSE:.0f} s)" in PAGE
    assert f"`HOSTS` ({counts.HOSTS:,})" in PAGE
