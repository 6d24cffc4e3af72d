"""Finds the line of the program's own code that made a call."""

from __future__ import annotations

import os
import sys

from . import HERE, LIBRARY, OTHERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

DEEPEST = 200  # the most frames that are examined


class CallSites:
    """Finds the line of the program's own code, below the frames of libraries."""

    def __init__(self) -> None:
        self._own: dict[str, bool] = {}

    def where(self) -> tuple[str, int]:
        """Return the file and the line of the program's own code; "" and 0 if they are unknown."""
        frame: FrameType | None = sys._getframe(1)
        for _ in range(DEEPEST):
            if frame is None:
                break
            code = frame.f_code
            if self._is_own(code.co_filename):
                return code.co_filename, frame.f_lineno
            if code.co_name == "_run" and code.co_filename.endswith("events.py"):
                break  # a callback of asyncio: the caller of the event loop is not its caller
            frame = frame.f_back
        return "", 0

    def _is_own(self, name: str) -> bool:
        known = self._own.get(name)
        if known is None:
            full = os.path.abspath(name)
            known = not (
                name.startswith("<frozen")
                or full.startswith((HERE, LIBRARY))
                or any(folder in full for folder in OTHERS)
            )
            self._own[name] = known
        return known
