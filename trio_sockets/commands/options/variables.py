"""Options from environment variables, such as ``TRIO_SOCKETS_SERVE_LOG_LEVEL``."""

from cyclopts import App
from cyclopts.argument import ArgumentCollection
from cyclopts.config import Env


class Variables(Env):
    """Environment variables, of which one that is set but blank counts as unset.

    So Docker Compose leaves ``VARIABLE: ${VARIABLE}``, and systemd a line ``VARIABLE=`` of an
    ``EnvironmentFile``.
    """

    def __call__(self, app: App, commands: tuple[str, ...], arguments: ArgumentCollection) -> None:
        """See `Env`: give arguments what variables say."""
        super().__call__(app, commands, arguments)
        for argument in arguments:
            argument.tokens[:] = [
                token
                for token in argument.tokens
                if token.source != self.source or token.value.strip()
            ]
