"""The protocol by which a worker sends its tally to its parent: lines over a socket pair.

The parent writes `ASK` when it needs a tally. The worker answers with its tally, and
sends a last one unasked when it has drained. Each tally holds all counts since the worker began, so
only the newest one matters, and a late answer does no harm.
"""

from contextlib import suppress
from typing import final

import trio

from trio_sockets.event_log import EventLog
from trio_sockets.server.totals import Tally, Totals, parse_tally

ASK = b"?"

PARTING = 1.0
"""Seconds that a worker waits until it has sent its last tally."""

RECEIVE_SIZE = 16 * 1024


@final
class TallySender:
    """Sends tallies: the worker's side.

    :param control: the worker's end of the socket pair.
    :param totals: the worker's counters; None sends empty tallies.
    """

    def __init__(self, control: trio.SocketStream, totals: Totals | None) -> None:
        self._control = control
        self._totals = totals
        self._sending = trio.Lock()

    async def answer_for_ever(self) -> None:
        """Answer the parent until its end of the socket pair is closed."""
        with suppress(trio.BrokenResourceError):
            while await self._control.receive_some(RECEIVE_SIZE):
                await self._report()  # one answer for all questions so far

    async def part(self) -> None:
        """Send the last tally; a closed parent is ignored."""
        with trio.move_on_after(PARTING), suppress(trio.BrokenResourceError):
            await self._report()

    async def say(self, line: bytes) -> None:
        """Send a line that is not a tally. `answer_for_ever` notices a closed parent."""
        with suppress(trio.BrokenResourceError):
            await self._control.send_all(line)

    async def _report(self) -> None:
        async with self._sending:
            tally = Tally() if self._totals is None else await self._totals.tally_in_turns()
            await self._control.send_all(tally.encode())


@final
class TallyReceiver:
    """Receives the tallies of one worker: the parent's side.

    :param control: the parent's end of the socket pair. Nothing else reads it once the worker is
        ready.
    :param received: bytes of its tallies that were read together with the ready line.
    :ivar tally: the newest tally; empty at first.
    """

    def __init__(self, control: trio.SocketStream, received: bytes) -> None:
        self.tally = Tally()
        self._control = control
        self._reading = trio.Lock()
        self._asked = False
        self._buffer = b""
        self._take(received)

    async def ask(self) -> None:
        """Get a new tally. A call may be cancelled at any time, and repeated.

        If the worker has ended, the last tally that it sent stays.
        """
        async with self._reading:
            if not self._asked:  # or questions would pile up for a worker that hangs
                self._asked = True
                with suppress(trio.BrokenResourceError):  # its last tally may still be unread
                    await self._control.send_all(ASK)
            while self._asked and await self._hear():
                pass

    async def listen_to_the_end(self) -> None:
        """Read all that a worker sent before it ended."""
        async with self._reading:
            while await self._hear():
                pass

    async def _hear(self) -> bool:
        """Receive once; return False at the end of file."""
        try:
            data = await self._control.receive_some(RECEIVE_SIZE)
        except trio.BrokenResourceError:
            return False
        self._take(data)
        return bool(data)

    def _take(self, data: bytes | bytearray) -> None:
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            self._asked = False
            try:
                self.tally = parse_tally(line)
            except ValueError as error:
                EventLog().error("worker garbled its totals", reason=str(error))
