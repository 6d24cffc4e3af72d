"""The time that a submission has: it stands still while the submission waits for others."""

from types import TracebackType
from typing import final

import trio


@final
class Allowance:
    """Time to spend, on one block after the other: ``with allowance: ...``.

    A block is cancelled when all is spent.

    :param seconds: there are.
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self._began = 0.0
        self._scope = trio.CancelScope()

    def __enter__(self) -> None:
        self._began = trio.current_time()
        self._scope = trio.CancelScope(deadline=self._began + self.left)
        self._scope.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        self.left = max(0.0, self.left - (trio.current_time() - self._began))
        return self._scope.__exit__(kind, error, traceback)
