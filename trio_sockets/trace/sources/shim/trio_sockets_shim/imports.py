"""Patches modules of the standard library once the program imports them itself."""

from __future__ import annotations

import os
import sys

from . import LIBRARY, OTHERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any


class Finder:
    """Finds modules as Python does, and patches them once they are loaded.

    :param changes: the patches, by the name of the module.
    """

    def __init__(self, changes: dict[str, Callable[[Any], None]]) -> None:
        self._changes = changes

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """See importlib.abc.MetaPathFinder."""
        if name not in self._changes or path is not None:
            return None
        change = self._changes.pop(name)
        if not self._changes and self in sys.meta_path:
            sys.meta_path.remove(self)
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                _change_after(spec, change)
                return spec
        return None


def _change_after(spec: Any, change: Callable[[Any], None]) -> None:
    """Patch a module after it is loaded, if it belongs to the standard library."""
    origin = os.path.abspath(spec.origin or "")
    if not origin.startswith(LIBRARY) or any(folder in origin for folder in OTHERS):
        return  # the program has its own file with this name
    load = spec.loader.exec_module

    def exec_module(module: ModuleType) -> None:
        load(module)
        try:
            change(module)
        except Exception:
            pass

    try:
        spec.loader.exec_module = exec_module
    except Exception:
        pass
