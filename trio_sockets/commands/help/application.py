"""The application, with help pages in the reader's language."""

from collections.abc import Iterable
from typing import Annotated, final

from cyclopts import App, Parameter
from rich.console import Console

from trio_sockets.commands.help.formatter import translated
from trio_sockets.commands.reader import reader


@final
class Application(App):
    """An application of Cyclopts that also translates what stands below its help pages."""

    def help_print(
        self,
        tokens: Annotated[str | Iterable[str] | None, Parameter(show=False)] = None,
        *,
        console: Annotated[Console | None, Parameter(parse=False)] = None,
    ) -> None:
        """See `cyclopts.App.help_print`."""
        tokens = tokens if tokens is None or isinstance(tokens, str) else list(tokens)
        _, apps, _ = self.parse_commands(tokens)
        below = next((app.help_epilogue for app in reversed(apps) if app.help_epilogue), None)
        overrides = {} if below is None else {"help_epilogue": translated(below, reader.translate)}
        with self.app_stack(apps, overrides=overrides):
            super().help_print(tokens, console=console)
