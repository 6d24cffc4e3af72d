"""Checks a client of a submission, at the address where it connects."""

from dataclasses import replace
from functools import partial

import trio

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.classroom.programs.calling import find_calling
from trio_sockets.check.classroom.programs.program import Bench, ProgramChecks
from trio_sockets.check.classroom.programs.source_code import (
    other_hosts_in,
    ports_in,
    source_of,
)
from trio_sockets.check.classroom.programs.words_taken import EndedEarly, depends_on_words
from trio_sockets.check.classroom.sandbox.sandbox import CONFINES
from trio_sockets.check.classroom.submissions.plan import PlannedProgram
from trio_sockets.check.harness.client_run import open_harnesses
from trio_sockets.check.harness.launcher import open_launcher
from trio_sockets.check.harness.player import TYPED_AT, find_player
from trio_sockets.check.harness.scenario import Scenario, load_scenario
from trio_sockets.check.harness.visit import ANYWHERE
from trio_sockets.check.runner import run_checks
from trio_sockets.check.tracing.programs import client_again
from trio_sockets.services import all_services
from trio_sockets.words import say


class ClientChecks(ProgramChecks):
    """The checks of one client.

    :raises ScenarioError: the client's scenario is wrong.
    """

    def __init__(self, part: PlannedProgram, bench: Bench) -> None:
        self._scenario = Scenario() if part.scenario is None else load_scenario(part.scenario)
        self._player = self._scenario.player_of(part.service)
        super().__init__(part, bench, client_checks(part.service, bench.mode, self._player))

    async def run(self) -> None:
        """Run the checks at the address where the client connects, ideally the one it is given."""
        fixed = self._scenario.listen
        if self.part.port is not None:
            fixed = TcpAddress(DEFAULT_HOST, self.part.port)
        if fixed is None and await self._is_told():
            await self._run_at(ANYWHERE)
            return
        async with self.bench.fixed_ports:
            if fixed is None:
                fixed = await self._where_it_insists()
            await self._run_at(fixed or ANYWHERE)

    async def _where_it_insists(self) -> TcpAddress | None:
        """Return where it connects whatever it is told: at a port of the sheet or of its source."""
        source = await trio.to_thread.run_sync(source_of, self.bench.sandbox.folder)
        sheet = {service.port for service in all_services().values()}
        ports = list(dict.fromkeys([*sorted(sheet), *ports_in(source)]))
        first = self.part
        for command in (first.command, *first.others[-1:]):  # which has no words at all
            self.part = replace(first, command=command)
            fixed = await self._where_it_connects(*ports)
            if not isinstance(fixed, EndedEarly):
                return fixed
        self.part = first
        hosts = other_hosts_in(source)
        if hosts:
            self.remarks.append(
                say(
                    "its source names the host {host}; a client is checked on this machine, so let "
                    "it take the host from its command line",
                    host=hosts[0],
                )
            )
        return None

    async def _is_told(self) -> bool:
        """Return whether it connects where it is told, by whatever words."""
        first, earlier = self.part, None
        for command in (first.command, *first.others):
            self.part = replace(first, command=command)
            found = await self._where_it_connects()
            if isinstance(found, EndedEarly):
                if earlier is not None and not depends_on_words(earlier, found):
                    break
                earlier = found
            else:
                if command != first.command:
                    self.started_as(command)
                return True
        self.part = first
        return False

    async def _where_it_connects(self, *ports: int) -> TcpAddress | EndedEarly:
        with self.bench.allowance:
            async with open_launcher(
                self.part.command, self._scenario, self._player, self.bench.sandbox.run
            ) as launcher:
                return await find_calling(launcher, ports)
        return EndedEarly(b"")

    async def _find_player(self, address: TcpAddress) -> None:
        """Type for a client that asks its player, as a first run shows."""
        player = self._player
        with self.bench.allowance:
            player = await find_player(
                self.part.service,
                self.part.command,
                dialect=self.dialect,
                scenario=self._scenario,
                address=address,
                starter=self.bench.sandbox.run,
            )
        if player is not self._player:
            self._player = player
            self._scenario = replace(self._scenario, player=player)
            self.list_checks(client_checks(self.part.service, self.bench.mode, player))
            self.remarks.append(TYPED_AT)

    async def _run_at(self, address: TcpAddress) -> None:
        bench = self.bench
        await self._find_player(address)
        if address.port and self.part.port is None and self._scenario.listen is None:
            self.checked_at(address)
        self.has_fixed_port = bool(address.port)
        opened = partial(
            open_harnesses,
            self.part.service,
            self.part.command,
            dialect=bench.dialect,
            scenario=self._scenario,
            address=address,
        )
        with bench.allowance, self.scope:
            async with opened(starter=bench.sandbox.run) as harnesses:
                self.again = client_again(
                    harnesses,
                    lambda starter: opened(starter=starter),
                    starter=bench.sandbox.run,
                    folder=bench.sandbox.folder,
                    has_launcher=CONFINES,
                )
                try:
                    await run_checks(
                        self.checks, harnesses, seed=bench.seed, to_the_end=True, told=self.told
                    )
                finally:
                    self.address, self.words = harnesses.address, harnesses.words
                    self.environment = harnesses.environment
