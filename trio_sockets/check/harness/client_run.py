"""Makes the harnesses for the checks of a client, from its command."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from trio_sockets.address import TcpAddress
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.files.placeholders import fill
from trio_sockets.check.harness.client_harness import ClientHarness, bound
from trio_sockets.check.harness.launcher import open_launcher
from trio_sockets.check.harness.programs.process import Starter, running
from trio_sockets.check.harness.scenario import Scenario
from trio_sockets.check.harness.visit import ANYWHERE, Subject


class ClientHarnesses:
    """Makes the harness of each script, as `open_harness` of `run_checks`.

    :param command: the command that starts the client.
    """

    def __init__(self, subject: Subject, command: Sequence[str]) -> None:
        self._subject = subject
        self._command = command
        self.address = subject.address
        """Where the client last looked for its server."""

    @property
    def words(self) -> list[str]:
        """The words of the command, with this address in them."""
        return fill(self._command, self.address)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the scenario gives it, with this address in them."""
        variables = self._subject.scenario.environment
        return dict(zip(variables, fill(variables.values(), self.address), strict=True))

    async def all_ended(self) -> None:
        """Wait until no run of the client lives."""
        await self._subject.launcher.all_ended()

    async def __call__(self, chance: random.Random, _afresh: bool) -> ClientHarness:  # noqa: FBT001 - the runner's
        """Make a harness, once no earlier run of the client is left. Each run is a new process."""
        await self.all_ended()
        harness = ClientHarness(self._subject, chance)
        self.address = harness.address
        return harness


@asynccontextmanager
async def open_harnesses(  # noqa: PLR0913 - what a client's checks take
    service: str,
    command: Sequence[str],
    *,
    dialect: Dialect,
    scenario: Scenario,
    address: TcpAddress | None = None,
    starter: Starter = running,
) -> AsyncIterator[ClientHarnesses]:
    """Open the harnesses for the checks of a client, for the duration of the block.

    :param service: ``echo``, ``text`` or ``game``.
    :param command: the command that starts the client; see `Scenario` for its placeholders.
    :param address: where the checker listens. None: where the scenario says, or on a free port.
    :param starter: a function that runs the command.
    :raises OSError: the checker cannot listen there.
    """
    place = address or scenario.listen or ANYWHERE
    bound(place).close()
    async with open_launcher(command, scenario, scenario.player_of(service), starter) as launcher:
        subject = Subject(
            service=service,
            dialect=dialect.of_service(service),
            scenario=scenario,
            launcher=launcher,
            address=place,
        )
        yield ClientHarnesses(subject, command)
