"""``--config``: options from a TOML file."""

import tomllib
from pathlib import Path
from typing import Any

from cyclopts.config import Dict
from cyclopts.token import Token

from trio_sockets.small_file import UnreadableError, read_small


class File(Dict):
    """The options that a file has. The help calls it by the name of this class."""


def config_file(_type: Any, tokens: tuple[Token, ...]) -> File:
    """Read a file of options, once for this run.

    :raises ValueError: it cannot be read, or is no TOML. The message is one line that names it.
    """
    path = tokens[0].value
    try:
        return File(tomllib.loads(read_small(Path(path))), source=path)
    except UnreadableError as error:
        raise ValueError(f"cannot read {path}: {error}") from error
    except (ValueError, RecursionError) as error:  # of numbers too long, of lists too deep
        raise ValueError(f"{path}: {error}") from error
