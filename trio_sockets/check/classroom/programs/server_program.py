"""Checks a server of a submission, at the address where it listens."""

import random
from collections.abc import Sequence
from dataclasses import replace

import trio

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.classroom.programs.listening import find_listening
from trio_sockets.check.classroom.programs.program import Bench, ProgramChecks
from trio_sockets.check.classroom.programs.source_code import ports_in, source_of
from trio_sockets.check.classroom.programs.words_taken import EndedEarly, depends_on_words
from trio_sockets.check.classroom.sandbox.sandbox import CONFINES
from trio_sockets.check.classroom.submissions.plan import PlannedProgram
from trio_sockets.check.files.placeholders import hold_port
from trio_sockets.check.harness.programs.port_holders import holder_of
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.target import open_target
from trio_sockets.check.runner import run_checks
from trio_sockets.check.tracing.programs import server_again
from trio_sockets.words import say

PORT_TIME = 300.0
"""Extra seconds for a server with a fixed port: its connections stay in TIME_WAIT for a minute, and
some checks wait for that.
"""


class ServerChecks(ProgramChecks):
    """The checks of one server."""

    def __init__(self, part: PlannedProgram, bench: Bench) -> None:
        super().__init__(part, bench, server_checks(part.service, bench.dialect))

    async def run(self) -> None:
        """Run the checks at the address where the server listens, ideally the one it is given."""
        if self.part.port is None and hold_port(self.part.command):
            # Other words are tried only once no program of the class can have its port.
            address = await self._where_it_listens([self.part.command])
            if address is not None and not address.port:
                await self._run_at(address)
                return
        async with self.bench.fixed_ports:
            if self.part.port is None:
                address = await self._where_it_listens([self.part.command, *self.part.others])
                if address is None:
                    await self._remark_taken_ports()
            else:
                address = TcpAddress(DEFAULT_HOST, self.part.port)
            if address is not None and address.port:
                self.bench.allowance.left += PORT_TIME
            await self._run_at(address or TcpAddress(DEFAULT_HOST, 0))

    async def _where_it_listens(self, commands: Sequence[tuple[str, ...]]) -> TcpAddress | None:
        """Find out which words it takes, and where it then listens; None if it always ends.

        :param commands: to try, in this order.
        """
        first, earlier = self.part, None
        with self.bench.allowance:
            for command in commands:
                address = await find_listening(command, self.bench.sandbox.run)
                if isinstance(address, EndedEarly):
                    if earlier is not None and not depends_on_words(earlier, address):
                        break
                    earlier = address
                else:
                    self.part = replace(first, command=command, others=())
                    if command != first.command:
                        self.started_as(command)
                    return address
        return None

    async def _remark_taken_ports(self) -> None:
        """Name the ports of its source that another program has: it may have ended for that."""
        source = await trio.to_thread.run_sync(source_of, self.bench.sandbox.folder)
        for port in ports_in(source):
            holder = await trio.to_thread.run_sync(holder_of, port)
            if holder is not None:
                self.remarks.append(
                    say(
                        "port {port}, which its source names, is in use ({holder}): end that "
                        "program, and grade again",
                        port=port,
                        holder=holder,
                    )
                )

    async def _run_at(self, address: TcpAddress) -> None:
        bench = self.bench
        if address.port and self.part.port is None:
            self.checked_at(address)
        self.has_fixed_port = bool(address.port)
        with bench.allowance, self.scope:
            async with open_target(
                address, self.part.command, bench.sandbox.run, self.remark
            ) as target:
                self.again = server_again(
                    address,
                    self.part.command,
                    self.dialect,
                    target,
                    starter=bench.sandbox.run,
                    folder=bench.sandbox.folder,
                    has_launcher=CONFINES,
                )

                async def open_harness(chance: random.Random, afresh: bool) -> ServerHarness:  # noqa: FBT001 - the runner's
                    await (target.restart() if afresh else target.make_ready())
                    return ServerHarness(target, self.dialect, chance)

                try:
                    await run_checks(
                        self.checks, open_harness, seed=bench.seed, to_the_end=True, told=self.told
                    )
                finally:
                    self.address, self.words = target.address, target.words
