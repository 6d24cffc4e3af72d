"""``trio-sockets check dialect``: looks whether a dialect is right, and shows it."""

from rich.console import Console

from trio_sockets.check.dialect.sample import sample
from trio_sockets.commands.check.options import DialectWord
from trio_sockets.commands.options.words import DONE
from trio_sockets.visible import visible


async def dialect(file: DialectWord, /) -> int:
    """Look whether a dialect is right, and print a sample transcript.

    Parameters
    ----------
    file: Dialect
        A TOML file, or the name of a built-in dialect.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(visible(f"{file.name}: {file.about}" if file.about else file.name))
    console.print()
    for line in sample(file):
        console.print(visible(line))
    return DONE
