"""Every sentence that a person may see is made by `say`, so that it is in the catalogue.

What the code prints and raises is read here, not run: a sentence that is forgotten fails.
"""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from cyclopts import App, CycloptsError

import trio_sockets
from helpers.commands_of_app import commands
from trio_sockets.cli import app
from trio_sockets.commands.help.formatter import sentences
from trio_sockets.words import ReadableError

PACKAGE = Path(trio_sockets.__file__).parent

NOT_FOR_PEOPLE = ("trace/sources/shim/", "check/classroom/sandbox/launch/")
"""Programs of their own, whose words another program reads."""

LINES_OF_A_FORMAT = {
    "commands/serve.py": "_ listening on _",
    "commands/metrics.py": "metrics listening on _",
}
"""Lines that programs wait for, which are the same in every language."""

PRINTERS = {"print", "write", "notice", "print_error"}
"""Functions and methods that show their first argument to a person."""

FILES = [
    file
    for file in sorted(PACKAGE.rglob("*.py"))
    if not file.relative_to(PACKAGE).as_posix().startswith(NOT_FOR_PEOPLE)
]


def for_people() -> set[str]:
    """Return the names of the errors whose text a command prints."""
    found = {"WrongWordError", "CycloptsError"}
    for file in FILES:
        module = ".".join(("trio_sockets", *file.relative_to(PACKAGE).with_suffix("").parts))
        if module.endswith(("__main__", "screen", "client.keys", "client.terminal")):
            continue  # they run, or are for terminals alone
        for name, value in inspect.getmembers(import_module(module), inspect.isclass):
            if issubclass(value, ReadableError | CycloptsError):
                found.add(name)
    return found


ERRORS = for_people()


def literals(node: ast.AST) -> Iterator[str]:
    """Yield the texts within an expression, but those that are said."""
    match node:
        case ast.Call(func=ast.Name("say" | "repr" | "Path")):
            return
        case ast.Call(func=ast.Attribute(attr="join" | "wrong")):
            return
        case ast.Constant(str(text)):
            yield text
        case ast.JoinedStr():
            parts = (part.value if isinstance(part, ast.Constant) else "_" for part in node.values)
            yield "".join(map(str, parts))
        case _:
            for child in ast.iter_child_nodes(node):
                yield from literals(child)


def shown(tree: ast.AST) -> Iterator[str]:
    """Yield the texts that a module shows to a person without `say`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(name), args=arguments) if name in ERRORS | PRINTERS:
                for argument in [
                    *arguments,
                    *(word.value for word in node.keywords if word.arg == "msg"),
                ]:
                    yield from literals(argument)
            case ast.Call(func=ast.Attribute(attr=name), args=[argument, *_]) if name in PRINTERS:
                yield from literals(argument)
            case ast.Call(func=ast.Attribute(attr="wrong"), args=[_, argument]):
                yield from literals(argument)


def is_sentence(text: str) -> bool:
    """Whether a text has two words of letters: names, symbols and ends of lines have not."""
    return sum(word.strip(".,:;?!'").isalpha() and len(word) > 1 for word in text.split()) > 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_what_a_module_shows_to_people_is_said(file: Path) -> None:
    found = {text for text in shown(ast.parse(file.read_text("utf-8"))) if is_sentence(text)}
    assert found - {LINES_OF_A_FORMAT.get(file.relative_to(PACKAGE).as_posix(), "")} == set()


def test_a_sentence_that_is_forgotten_is_found() -> None:
    code = """
raise UsageError("write a name")
raise ListenError(f"cannot listen at {place}: {error}")
print("all is well")
console.print("two words")
raise table.wrong(key, "must be a name")
raise UsageError(say("write a name"))
print(say("all is well").read(translate))
"""
    assert [text for text in shown(ast.parse(code)) if is_sentence(text)] == [
        "write a name",
        "cannot listen at _: _",
        "all is well",
        "two words",
        "must be a name",
    ]


def of_help(command: App) -> Iterator[str]:
    """Yield what the help page of a command says."""
    yield from sentences(command.help)
    yield from sentences(command.help_epilogue or "")
    for argument in command.assemble_argument_collection():
        if argument.show and not argument.children:
            assert argument.parameter.help, argument.name
            yield from sentences(argument.parameter.help)
            for group in command.assemble_argument_collection().groups:
                yield group.name


@pytest.mark.parametrize("path", [path for path, _ in commands(app)], ids=" ".join)
def test_every_help_page_is_in_the_catalogue(path: tuple[str, ...]) -> None:
    with (PACKAGE / "locale/fr/LC_MESSAGES/trio_sockets.po").open("rb") as file:
        known = {str(message.id) for message in read_po(file, locale="fr") if message.string}
    found = {*sentences(app.help), *of_help(dict(commands(app))[path])}
    examples = {text for text in found if text.startswith("    trio-sockets") or "\n" in text}
    assert {text for text in found - examples if text} - known == set()
