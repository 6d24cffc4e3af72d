"""What ``--version`` prints."""

import platform
from importlib.metadata import version
from typing import Final

from trio_sockets.commands.extras import PACKAGE

DETAILED: Final = "-v"
"""The word beside ``--version`` that asks for more."""


def version_text(*, detailed: bool) -> str:
    """Return the version of this package.

    :param detailed: whether to name those of Python, Trio and the system too, a line each, as a
        report of a fault needs them.
    """
    own = version(PACKAGE)
    if not detailed:
        return own
    python = f"{platform.python_version()} ({platform.python_implementation()})"
    system = platform.platform()
    return f"{PACKAGE} {own}\nPython {python}\nTrio {version('trio')}\n{system}"
