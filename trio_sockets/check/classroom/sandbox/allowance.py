"""The time budget of a submission, which stops while it waits for other submissions."""

from types import TracebackType
from typing import final

import trio


@final
class Allowance:
    """A time budget for several blocks: ``with allowance: ...``.

    A block is cancelled when the budget is spent.

    :param seconds: the budget in seconds.
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
