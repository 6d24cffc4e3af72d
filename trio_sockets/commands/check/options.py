"""What the commands of ``check`` have in common."""

from typing import Annotated, Any, TypeAlias

from cyclopts import Parameter
from cyclopts.token import Token

from trio_sockets.check.checks.ids import check_ids
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.words import say

CommandWords: TypeAlias = Annotated[list[str] | None, Parameter(name="--command", show=False)]
"""The program to check, and its words: what follows ``--``; see `trio_sockets.cli.main`."""


def _dialect(_type: Any, tokens: tuple[Token, ...]) -> Dialect:
    return load_dialect(tokens[0].value, check_ids())


DialectWord: TypeAlias = Annotated[
    Dialect,
    Parameter(
        converter=_dialect, n_tokens=1, accepts_keys=False, show_default=lambda given: given.name
    ),
]
"""The name of a built-in dialect, or the path of a TOML file."""

OptionalDialect: TypeAlias = Annotated[
    Dialect | None, Parameter(converter=_dialect, n_tokens=1, accepts_keys=False)
]
"""Likewise, for an option that may be left out."""


def must_know(dialect: Dialect, service: str) -> None:
    """See that a dialect says how a service is spoken to.

    :param service: echo, text or game.
    :raises CycloptsError: it does not.
    """
    if service == "game" and not dialect.game:
        raise UsageError(say("The dialect {name} says nothing of the game.", name=dialect.name))
