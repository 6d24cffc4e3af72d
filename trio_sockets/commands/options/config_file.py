"""``--config``: options from a TOML file."""

import tomllib
from pathlib import Path
from typing import Any

from cyclopts import App
from cyclopts.argument import ArgumentCollection
from cyclopts.config import Dict
from cyclopts.token import Token

from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.small_file import UnreadableError, read_small
from trio_sockets.toml_faults import toml_fault
from trio_sockets.words import WrongWordError, say


class File(Dict):
    """The options that a file has. The help calls it by the name of this class."""

    def __call__(self, app: App, commands: tuple[str, ...], arguments: ArgumentCollection) -> None:
        """See `Dict`: give arguments what the file says, once the tables are seen to be tables."""
        table: Any = self.config
        for number, key in enumerate(commands, 1):
            table = table.get(key, {})
            if not isinstance(table, dict):
                raise UsageError(
                    say(
                        'Configuration key {key} in "{file}" must be a mapping: '
                        "write [{table}] above its options",
                        key=f"[{key}]",
                        file=self.source,
                        table=".".join(commands[:number]),
                    )
                )
        super().__call__(app, commands, arguments)


def config_file(_type: Any, tokens: tuple[Token, ...]) -> File:
    """Read a file of options, once for this run.

    :raises WrongWordError: it cannot be read, or is no TOML. The message is one line that names it.
    """
    path = tokens[0].value
    try:
        return File(tomllib.loads(read_small(Path(path))), source=path)
    except UnreadableError as error:
        raise WrongWordError(
            say("cannot read {file}: {reason}", file=path, reason=error)
        ) from error
    except (ValueError, RecursionError) as error:  # of numbers too long, of lists too deep
        raise WrongWordError(
            say("{place}: {reason}", place=path, reason=toml_fault(error))
        ) from error
