"""The commands of the application, and the options of each."""

from collections.abc import Iterator

from cyclopts import App


def commands(of: App, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], App]]:
    """Yield every command that does something, with the words that name it."""
    for name in of:
        if name.startswith("-"):
            continue
        command = of[name]
        assert isinstance(command, App)
        inner = list(commands(command, (*path, name)))
        yield from inner or [((*path, name), command)]
