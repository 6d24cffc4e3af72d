"""The public names: each is used in `tests/typed/public_api.py`, which mypy checks."""

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import trio_sockets
from trio_sockets import racing

SOURCE = Path(__file__).with_name("typed") / "public_api.py"
TREE = ast.parse(SOURCE.read_text("utf-8"))


def imports() -> Iterator[tuple[str, str]]:
    """Yield the module and the name of each import of the file."""
    for node in ast.walk(TREE):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.module or "", alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, ""


def test_every_public_name_is_used_as_a_user_would() -> None:
    used = {node.id for node in ast.walk(TREE) if isinstance(node, ast.Name)}
    for module in (trio_sockets, racing):
        imported = {name for where, name in imports() if where == module.__name__}
        assert imported == set(module.__all__)
        assert imported <= used


def test_the_file_imports_as_a_user_does() -> None:
    modules = {module.partition(".")[0] for module, _ in imports()}
    assert modules - sys.stdlib_module_names == {"trio", "trio_sockets"}
    of_ours = {module for module, _ in imports() if module.startswith("trio_sockets")}
    assert of_ours == {"trio_sockets", "trio_sockets.racing"}


def test_each_public_name_has_one_home() -> None:
    assert not set(trio_sockets.__all__) & set(racing.__all__)
    for module in (trio_sockets, racing):
        assert list(module.__all__) == sorted(module.__all__)
        assert all(hasattr(module, name) for name in module.__all__)


@pytest.mark.parametrize("module", [trio_sockets, racing], ids=lambda module: module.__name__)
def test_help_tells_of_each_name_itself(module: ModuleType) -> None:
    for name in module.__all__:
        public = getattr(module, name)
        if inspect.isroutine(public) or inspect.isclass(public):
            assert public.__name__ == name
            assert public.__doc__
