"""``docs/architecture/``: every file and name there is in the code, and parts import as it says."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

from helpers.markdown_blocks import number, pages, table
from trio_sockets.output import backlog
from trio_sockets.protocol import session
from trio_sockets.server import clients, connection, limits, ratelimit, serve
from trio_sockets.server.fast_path import pump
from trio_sockets.workers import backoff, counts, launcher

PAGES = pages("architecture")
TEXT = "\n".join(PAGES.values())
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "trio_sockets"
CODE = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", TEXT, flags=re.MULTILINE | re.DOTALL))
FILES = sorted({code for code in CODE if "/" in code})
SOURCES = [*PACKAGE.rglob("*.py"), ROOT / "tests/conftest.py", ROOT / "tests/server"]
NAMES = sorted({code for code in CODE if re.fullmatch(r"_?[A-Z]\w+(\.\w+)?|\w+_\w+", code)})
PARTS = table(PAGES["index.md"], "Part", "May import")
SERVER = PAGES["server.md"]
ROOMS = [row["Room of `server`"].strip("`") for row in table(SERVER, "Room of `server`")]
CHECK = [row["Part of `check`"].strip("`") for row in table(PAGES["check.md"], "Part of `check`")]


def imported_modules(source: Path) -> set[str]:
    """Return the modules of the package that a file imports, and names imported from them."""
    names = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        match node:
            case ast.ImportFrom(str(module), aliases):
                names |= {module} | {f"{module}.{alias.name}" for alias in aliases}
            case ast.Import(aliases):
                names |= {alias.name for alias in aliases}
    return {name for name in names if name.startswith("trio_sockets.")}


def imported(source: Path) -> set[str]:
    """Return the parts of the package that a file imports."""
    return {name.split(".")[1] for name in imported_modules(source)}


def sources(part: Path) -> list[Path]:
    """Return the files of a part, which is a folder or a file."""
    return sorted(part.rglob("*.py")) if part.is_dir() else [part]


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
    for source in sources(part):
        assert imported(source) <= allowed, source


@pytest.mark.parametrize("name", CHECK)
def test_a_part_of_check_imports_only_rows_above(name: str) -> None:
    allowed = {Path(row).stem for row in CHECK[: CHECK.index(name) + 1]}
    for source in sources(ROOT / name):
        within = {
            module.split(".")[2]
            for module in imported_modules(source)
            if module.startswith("trio_sockets.check.")
        }
        assert within <= allowed, source


def test_the_table_of_check_has_every_part() -> None:
    there = {path.stem for path in (PACKAGE / "check").iterdir() if sources(path)}
    assert {Path(row).stem for row in CHECK} == there - {"__init__", "__pycache__"}


def test_the_table_has_every_part_but_the_command() -> None:
    command = {"__init__", "__main__", "cli", "commands"}
    there = {
        path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or [*path.rglob("*.py")]
    }
    listed = {Path(row["Part"].strip("`")).stem for row in PARTS}
    assert listed == there - command


@pytest.mark.parametrize("part", ["server", "workers"])
def test_every_file_of_the_server_has_a_row(part: str) -> None:
    for source in PACKAGE.glob(f"{part}/**/*.py"):
        name = source.relative_to(ROOT).as_posix()
        assert source.name == "__init__.py" or f"`{name}`" in PAGES[f"{part}.md"]


def server_modules(source: Path) -> set[str]:
    """Return the names of modules of the server that a file imports, and of itself."""
    names = imported_modules(source) | {module_of(source.relative_to(ROOT).as_posix())}
    return {name for name in names if name.startswith("trio_sockets.server.")}


def module_of(file: str) -> str:
    """Return the dotted name of a module."""
    return file.removesuffix(".py").replace("/", ".")


def test_a_file_of_the_server_imports_only_its_row_and_rows_above() -> None:
    table_of_files = table(SERVER, "File", "What it does")
    rows = [re.findall(r"`([^`]+)`", row["File"]) for row in table_of_files]
    place = {module_of(file): above for above, row in enumerate(rows) for file in row}
    for row in rows:
        for file in row:
            used = {place[name] for name in server_modules(ROOT / file) if name in place}
            assert max(used) == place[module_of(file)], file


def test_a_room_of_the_server_imports_only_rooms_above() -> None:
    rooms = [Path(name).name for name in ROOMS]
    assert {*rooms} == {path.parent.name for path in PACKAGE.glob("server/*/__init__.py")}
    for place, room in enumerate(ROOMS):
        for source in sources(ROOT / room):
            used = {name.split(".")[2] for name in server_modules(source)} & {*rooms}
            assert used <= {*rooms[: place + 1]}, source


def test_the_numbers_are_those_of_the_code() -> None:
    units = {"KiB": 1024, "ms": 0.001, "s": 1, "": 1}
    after = (
        PAGES[name].partition(f"# {section}\n")[2]
        for name, section in (
            ("limits.md", "Back-pressure"),
            ("limits.md", "Fairness"),
            ("log.md", "The log"),
        )
    )
    for row in chain(*(table(rest, "Name", "Value") for rest in after)):
        value, _, unit = row["Value"].partition(" ")
        name = row["Name"].strip("`")
        modules = (
            module for module in (connection, session, pump, ratelimit) if name in vars(module)
        )
        [there] = {vars(module)[name] for module in modules}
        assert there == pytest.approx(number(value) * units[unit])
    room = f"{backlog.LINES:,}, {backlog.BYTES // 2**20} MiB"
    assert f"| `LINES`, `BYTES` | {room} |" in TEXT
    assert f"| `STALLED` | {backlog.STALLED} s |" in TEXT
    assert f"| `LAST` | {backlog.LAST:.0f} s |" in TEXT
    assert f"`SPARE_FILES` ({limits.SPARE_FILES})" in TEXT
    assert f"`MAX_REFUSALS` ({clients.MAX_REFUSALS})" in TEXT
    assert f"`FAREWELL` ({serve.FAREWELL} s)" in TEXT
    assert f"`READY` ({launcher.READY:.0f} s)" in TEXT
    assert f"`GRACE` ({launcher.GRACE:.0f} s)" in TEXT
    assert f"`STEADY` ({backoff.STEADY:.0f} s)" in TEXT
    assert f"`FIRST_PAUSE` ({backoff.FIRST_PAUSE} s)" in TEXT
    assert f"`LONGEST_PAUSE` ({backoff.LONGEST_PAUSE:.0f} s)" in TEXT
    assert f"`HOSTS` ({counts.HOSTS:,})" in TEXT
