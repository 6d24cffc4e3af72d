"""Checking a server of a submission, wherever it listens."""

import random

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.checks.listed import server_checks
from trio_sockets.check.classroom.listening import find_listening
from trio_sockets.check.classroom.plan import Part
from trio_sockets.check.classroom.program import Bench, ProgramChecks
from trio_sockets.check.placeholders import hold_port
from trio_sockets.check.runner import run_checks
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.target import open_target

PORT_TIME = 300.0
"""Seconds more for a server that has a port of its own: connections hold it for a minute after they
have ended, and some checks wait for that."""


class ServerChecks(ProgramChecks):
    """The checks of one server."""

    def __init__(self, part: Part, bench: Bench) -> None:
        super().__init__(part, bench, server_checks(part.service))

    async def run(self) -> None:
        """Run the checks where the server listens: at best where it is told."""
        if self.part.port is None and hold_port(self.part.command):
            address = await self._where_it_listens()
            if address is not None and not address.port:
                await self._run_at(address)
                return
        async with self.bench.fixed_ports:
            if self.part.port is None:
                address = await self._where_it_listens()
            else:
                address = TcpAddress(DEFAULT_HOST, self.part.port)
            if address is not None and address.port:
                self.bench.allowance.left += PORT_TIME
            await self._run_at(address or TcpAddress(DEFAULT_HOST, 0))

    async def _where_it_listens(self) -> TcpAddress | None:
        with self.bench.allowance:
            return await find_listening(self.part.command, self.bench.cage.run)
        return None

    async def _run_at(self, address: TcpAddress) -> None:
        bench = self.bench
        if address.port and self.part.port is None:
            self.checked_at(address)
        with bench.allowance, self.scope:
            async with open_target(address, self.part.command, bench.cage.run) as target:

                async def open_lab(chance: random.Random, afresh: bool) -> ServerLab:  # noqa: FBT001 - the runner's
                    await (target.restart() if afresh else target.make_ready())
                    return ServerLab(target, bench.dialect, chance)

                try:
                    await run_checks(
                        self.checks, open_lab, seed=bench.seed, to_the_end=True, told=self.told
                    )
                finally:
                    self.address, self.words = target.address, target.words
