"""The log lines of a link: two for an outage, however many attempts fail."""

from typing import final

from trio_sockets.event_log import EventLog


@final
class OutageLog:
    """Says ``cluster unreachable`` once, with the reason, and then ``cluster reached``.

    That a connection was lost says little. So it is kept back until the next attempt has failed,
    and may say why, or has not.
    """

    def __init__(self) -> None:
        self._log = EventLog()
        self._lasts = False
        self._loss = ""

    def lost(self, reason: str) -> None:
        """Note that a connection is lost which has worked, and is tried again at once."""
        if not self._lasts:
            self._loss = reason

    def failed(self, reason: str) -> None:
        """Note that a connection has failed, or could not be made."""
        if not self._lasts:
            self._log.warning("cluster unreachable", reason=reason)
        self._lasts, self._loss = True, ""

    def reached(self, connection: int) -> None:
        """Note that all works again, or for the first time."""
        if self._loss:
            self.failed(self._loss)
        self._lasts = False
        self._log.info("cluster reached", connection=connection)
