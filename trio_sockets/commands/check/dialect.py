"""``trio-sockets check dialect``: looks whether a dialect is right, and shows it."""

from typing import Annotated

from rich.console import Console

from trio_sockets.check.dialect.sample import sample
from trio_sockets.commands.check.options import DialectWord
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.words import DONE, LangWord
from trio_sockets.commands.reader import reader
from trio_sockets.visible import visible
from trio_sockets.words import say


async def dialect(
    file: Annotated[DialectWord, about(say("A TOML file, or the name of a built-in dialect."))],
    /,
    *,
    lang: LangWord = None,
) -> int:
    """Look whether a dialect is right, and print a sample transcript."""
    translate = reader.speaks(lang)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    about = say("{name}: {about}", name=file.name, about=file.about)
    console.print(about.read(translate) if file.about else visible(file.name))
    console.print()
    for line in sample(file):
        console.print(line.read(translate))
    return DONE
