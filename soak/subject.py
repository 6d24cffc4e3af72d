"""One server under soak: measuring it, waiting until it is at rest, ending it."""

import signal
from typing import final

import trio
from prometheus_client.parser import text_string_to_metric_families

from soak.authority import HOST
from soak.ledger import Ledger
from soak.report import Counted, Outcome, Sample
from soak.servers import DRAIN, Server
from soak.visits import PATIENCE, FailedVisitError, connect, visit
from trio_sockets.check.harness.programs.resources import resources_of

EVERY = 2.0
"""Seconds between two samples."""

SETTLING = 0.2
"""Seconds between two samples of a server that comes to rest."""

REST = 10.0
"""Seconds within which everything should be gone once all clients have left."""

PREFIX = "trio_sockets_"
REQUEST = b"GET /metrics HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n"

GRACE = 5.0
"""Seconds beyond its drain that a server may take to end."""


@final
class Subject:
    """A server, and what is known of it.

    :ivar ledger: what its clients see.
    :ivar samples: what it held while there was load.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.ledger = Ledger()
        self.samples: list[Sample] = []
        self._before: Sample | None = None

    async def begin(self) -> None:
        """Measure it at rest, before there is load."""
        for door in self.server.doors:
            # What it opens for its first client is not to look like a leak.
            try:
                async with visit(door) as client:
                    await client.greet()
            except FailedVisitError as failed:
                self.ledger.fail(f"the first client of {door.address}", failed.name, failed.error)
        self._before = await self._at_rest()

    async def measure_on(self, began: float) -> None:
        """Take samples until cancelled.

        :param began: when the load did, on Trio's clock.
        """
        while True:
            self.samples.append(await self._sample(trio.current_time() - began))
            await trio.sleep(EVERY)

    async def end(self) -> Outcome:
        """Measure it at rest again, and shut it down."""
        after = await self._at_rest(self._before)
        numbers = await self._metrics()
        self.server.process.send_signal(signal.SIGTERM)
        with trio.move_on_after(DRAIN + GRACE):
            await self.server.process.wait()
            await self.server.log.complete()
        assert self._before is not None  # noqa: S101 - it has begun
        return Outcome(
            name=self.server.kind.name,
            workers=self.server.kind.workers,
            seen=self.ledger.seen(),
            counted=Counted(
                connections=_total(numbers, "connections_opened_total"),
                messages=_total(numbers, "messages_total"),
                errors=_total(numbers, "errors_total"),
                games=_total(numbers, "games_total"),
            ),
            before=self._before,
            samples=tuple(self.samples),
            after=after,
            logged=tuple(self.server.complaints()),
            exit_code=self.server.process.poll(),
        )

    async def _at_rest(self, before: Sample | None = None) -> Sample:
        """Return a sample once nothing goes on any more, or the last one there is.

        :param before: what it held at rest before: it may take a moment to come down to that.
        """
        last = await self._sample(0.0)
        with trio.move_on_after(REST):
            while True:
                await trio.sleep(SETTLING)
                sample, previous = await self._sample(0.0), last
                last = sample
                if sample.processes == self.server.kind.workers + 1 and sample.rests(
                    previous if before is None else before
                ):
                    break
        return last

    async def _sample(self, seconds: float) -> Sample:
        numbers = await self._metrics()
        held = resources_of(self.server.process.pid)
        return Sample(
            seconds=seconds,
            descriptors=held.descriptors,
            tasks=_total(numbers, "tasks"),
            memory=held.memory,
            connections=_total(numbers, "connections_open"),
            processes=self.server.processes(),
        )

    async def _metrics(self) -> list[tuple[str, float]]:
        """Return the server's numbers; if it does not answer, none, and that is written down."""
        said = b""
        try:
            with trio.fail_after(PATIENCE):
                async with await connect(self.server.metrics, HOST) as stream:
                    await stream.send_all(REQUEST)
                    async for data in stream:
                        said += data
        except (OSError, trio.BrokenResourceError, trio.TooSlowError) as error:
            self.ledger.fail("who asks for the metrics", "", error)
        body = said.partition(b"\r\n\r\n")[2].decode()
        return [
            (sample.name.removeprefix(PREFIX), sample.value)
            for family in text_string_to_metric_families(body)
            for sample in family.samples
        ]


def _total(numbers: list[tuple[str, float]], name: str) -> int:
    """Return the sum of a metric over all its labels."""
    return round(sum(value for called, value in numbers if called == name))
