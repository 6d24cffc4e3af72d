"""Events for the log, which never raise into whatever logs them."""

from contextlib import suppress
from typing import Any, final

import structlog


@final
class EventLog:
    """Writes events by structlog, as its owner has configured that.

    What the log's own parts raise is dropped: a full disk, a stream that is closed or a processor
    with a fault must not end a conversation, let alone a server. `trio_sockets.logs` counts what
    could not be written; a configuration of one's own can do likewise.

    :param about: the fields that every event carries.
    """

    __slots__ = ("_about", "_bound")

    def __init__(self, **about: object) -> None:
        self._about = about
        self._bound: Any = None  # made at the first event: from then on the configuration stays

    def is_enabled_for(self, level: int) -> bool:
        """Return whether events of a level of `logging` are written; if in doubt, they are."""
        try:
            enabled = getattr(self._log(), "is_enabled_for", None)
            return enabled is None or bool(enabled(level))
        except Exception:  # noqa: BLE001 - the configuration's own fault
            return True

    def info(self, event: str, **about: object) -> None:
        """Log what is as it should be."""
        self._write("info", event, about)

    def warning(self, event: str, **about: object) -> None:
        """Log what somebody may want to look at."""
        self._write("warning", event, about)

    def error(self, event: str, **about: object) -> None:
        """Log what somebody has to look at."""
        self._write("error", event, about)

    def _write(self, level: str, event: str, about: dict[str, object]) -> None:
        with suppress(Exception):  # there is nobody left to tell
            getattr(self._log(), level)(event, **about)

    def _log(self) -> Any:
        if self._bound is None:
            self._bound = structlog.get_logger().bind(**self._about)
        return self._bound
