"""Checking a client of a submission, wherever it connects."""

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.checks.listed_clients import client_checks
from trio_sockets.check.classroom.calling import find_calling
from trio_sockets.check.classroom.plan import Part
from trio_sockets.check.classroom.program import Bench, ProgramChecks
from trio_sockets.check.client_run import open_labs
from trio_sockets.check.launcher import open_launcher
from trio_sockets.check.runner import run_checks
from trio_sockets.check.scenario import Scenario, load_scenario
from trio_sockets.check.visit import ANYWHERE
from trio_sockets.services import all_services


class ClientChecks(ProgramChecks):
    """The checks of one client.

    :raises ScenarioError: its scenario is wrong.
    """

    def __init__(self, part: Part, bench: Bench) -> None:
        self._scenario = Scenario() if part.scenario is None else load_scenario(part.scenario)
        self._player = self._scenario.player_of(part.service)
        super().__init__(part, bench, client_checks(part.service, bench.mode, self._player))

    async def run(self) -> None:
        """Run the checks where the client connects: at best where it is told."""
        fixed = self._scenario.listen
        if self.part.port is not None:
            fixed = TcpAddress(DEFAULT_HOST, self.part.port)
        if fixed is None and await self._where_it_connects() is not None:
            await self._run_at(ANYWHERE)
            return
        async with self.bench.fixed_ports:
            if fixed is None:
                ports = {service.port for service in all_services().values()}
                fixed = await self._where_it_connects(*sorted(ports))
            await self._run_at(fixed or ANYWHERE)

    async def _where_it_connects(self, *ports: int) -> TcpAddress | None:
        with self.bench.allowance:
            async with open_launcher(
                self.part.command, self._scenario, self._player, self.bench.cage.run
            ) as launcher:
                return await find_calling(launcher, ports)
        return None

    async def _run_at(self, address: TcpAddress) -> None:
        bench = self.bench
        if address.port and self.part.port is None and self._scenario.listen is None:
            self.checked_at(address)
        with bench.allowance, self.scope:
            async with open_labs(
                self.part.service,
                self.part.command,
                dialect=bench.dialect,
                scenario=self._scenario,
                address=address,
                starter=bench.cage.run,
            ) as labs:
                try:
                    await run_checks(
                        self.checks, labs, seed=bench.seed, to_the_end=True, told=self.told
                    )
                finally:
                    self.address, self.words = labs.address, labs.words
