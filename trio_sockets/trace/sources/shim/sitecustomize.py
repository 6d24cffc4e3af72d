"""Makes the Python program that loads it report its socket calls, and changes nothing else.

Python's ``site`` imports a module of this name before it runs a program (docs.python.org, *site*).
This one stands first on PYTHONPATH, and imports the one that was there before. The reports are
described in ``shim_wire.py``.

It must not affect the program. So it does not import modules, as the program may have files with
the same names: it waits until the program itself imports ``socket``. It never raises.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

VARIABLE = "SOCKETS_TRACE_REPORTS"


def _start(address: str) -> None:
    """Start the reports."""
    import atexit

    from trio_sockets_shim import imports, reports, sockets, tracebacks  # type: ignore[import-not-found]

    way = reports.Reports(address)
    atexit.register(way.leave)
    changes: dict[str, Callable[[Any], None]] = {
        "socket": sockets.Shim(way).into_socket,
        "threading": tracebacks.into_threading,
        "traceback": tracebacks.into_traceback,
    }
    for name in list(changes):
        if name in sys.modules:
            changes.pop(name)(sys.modules[name])
    if changes:
        sys.meta_path.insert(0, imports.Finder(changes))
    sys.excepthook = tracebacks.hook(sys.excepthook)


def _next_one() -> None:
    """Import the original sitecustomize, if it exists; its errors are not caught."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder or ".") != here]
    sys.path_importer_cache.pop(here, None)
    own = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # type: ignore[import-not-found]  # noqa: F401 - another one
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        if own is not None and "sitecustomize" not in sys.modules:
            sys.modules["sitecustomize"] = own


if __name__ == "sitecustomize":
    if os.environ.get(VARIABLE):
        try:
            _start(os.environ[VARIABLE])
        except Exception:
            pass
    _next_one()
