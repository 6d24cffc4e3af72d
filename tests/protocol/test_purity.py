"""The protocol knows no Trio, no clock, no chance, no log and no I/O."""

from __future__ import annotations

import ast
import importlib.util
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import trio_sockets.protocol

PACKAGE = "trio_sockets.protocol"
FOLDER = Path(trio_sockets.protocol.__path__[0])
MODULES = {PACKAGE: FOLDER / "__init__.py"}
for found in pkgutil.walk_packages([str(FOLDER)], PACKAGE + "."):
    spec = importlib.util.find_spec(found.name)
    assert spec is not None
    assert spec.origin is not None
    MODULES[found.name] = Path(spec.origin)

ALLOWED = {"__future__", "abc", "collections.abc", "dataclasses", "enum", "ipaddress", "typing"} | {
    "unicodedata",
    "collections",
}
FORBIDDEN = (
    {"trio", "asyncio", "anyio", "threading", "concurrent.futures", "multiprocessing", "subprocess"}
    | {
        "socket",
        "_socket",
        "ssl",
        "_ssl",
        "select",
        "selectors",
        "signal",
        "http",
        "urllib.request",
    }
    | {
        "datetime",
        "_datetime",
        "time",
        "random",
        "_random",
        "secrets",
        "uuid",
        "tempfile",
        "shutil",
    }
    | {"logging", "structlog", "rich", "cyclopts", "sqlite3", "pathlib"}
)
FORBIDDEN_NAMES = {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"}

IMPORT_ALL = """
import importlib, json, sys, types
folder, allowed, modules = sys.argv[1], sys.argv[2].split(), sys.argv[3:]
bare = set(sys.modules)
for name in allowed:
    importlib.import_module(name)
foundation = set(sys.modules)
# The package itself imports Trio: an empty one stands in its place.
package = sys.modules["trio_sockets"] = types.ModuleType("trio_sockets")
package.__path__ = [folder]
for name in modules:
    importlib.import_module(name)
loaded = set(sys.modules)
print(json.dumps([sorted(loaded - bare), sorted(loaded - foundation - {"trio_sockets"})]))
"""


def test_importing_it_all_loads_nothing_but_itself() -> None:
    # -I and -S: no environment, no site, so nothing is loaded on anyone else's account.
    command = [sys.executable, "-I", "-S", "-c", IMPORT_ALL]
    arguments = [str(FOLDER.parent), " ".join(sorted(ALLOWED)), *MODULES]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
    since_start, beyond_the_allowed = json.loads(done.stdout)
    assert set(beyond_the_allowed) == set(MODULES)
    assert FORBIDDEN.isdisjoint(since_start)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_is_pure(module: str) -> None:
    for name in imported(ast.parse(MODULES[module].read_text("utf-8"))):
        assert name in ALLOWED or name == PACKAGE or name.startswith(PACKAGE + "."), name


@pytest.mark.parametrize("module", MODULES)
def test_a_module_uses_no_builtin_that_reaches_outside(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert names.isdisjoint(FORBIDDEN_NAMES)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import time", ["time"]),
        ("import a.b as c, d", ["a.b", "d"]),
        ("from os import path", ["os"]),
        ("from . import game", ["."]),
        ("from .game import Game", [".game"]),
        ("def f():\n    import time", ["time"]),
        ("if TYPE_CHECKING:\n    import time\nelse:\n    import trio", ["trio"]),
        ("if TYPE_CHECKING:\n    import time\nimport ssl", ["ssl"]),
        ("if not TYPE_CHECKING:\n    import time", ["time"]),
    ],
)
def test_no_import_hides_from_the_check(source: str, names: list[str]) -> None:
    assert imported(ast.parse(source)) == names


def test_the_check_sees_every_module_there_is() -> None:
    assert set(MODULES.values()) == set(FOLDER.rglob("*.py"))


def imported(node: ast.AST) -> list[str]:
    """Return what is imported when the code runs, so not for type checkers only."""
    match node:
        case ast.Import(names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module, _, level):
            return ["." * (level or 0) + (module or "")]
        case ast.If(ast.Name("TYPE_CHECKING"), _, orelse):
            return [name for child in orelse for name in imported(child)]
        case _:
            return [name for child in ast.iter_child_nodes(node) for name in imported(child)]
