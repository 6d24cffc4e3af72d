"""One name, one thing: no two modules of the package define a public class of the same name."""

import ast
from collections import Counter
from collections.abc import Iterator

from helpers.markdown_blocks import DOCS

PACKAGE = DOCS.parent / "trio_sockets"


def public_classes() -> Iterator[str]:
    """Yield the name of each public class, as often as it is defined."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name


def test_every_public_class_has_a_name_of_its_own() -> None:
    counted = Counter(public_classes())
    assert counted["TcpAddress"] == 1, "the package has not been found"
    assert {name for name, count in counted.items() if count > 1} == set()
