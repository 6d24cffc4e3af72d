"""Where the checks of a client are run: from its command to what their scripts have at hand."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from trio_sockets.address import TcpAddress
from trio_sockets.check.client_lab import ClientLab, bound
from trio_sockets.check.dialect import Dialect
from trio_sockets.check.launcher import open_launcher
from trio_sockets.check.placeholders import fill
from trio_sockets.check.process import Starter, running
from trio_sockets.check.scenario import Scenario
from trio_sockets.check.visit import ANYWHERE, Subject


class Labs:
    """Makes what each script has at hand, as `trio_sockets.check.runner.run_checks` wants it.

    :param command: starts the client.
    """

    def __init__(self, subject: Subject, command: Sequence[str]) -> None:
        self._subject = subject
        self._command = command
        self.address = subject.address
        """Where the client looked for its server at last."""

    @property
    def words(self) -> list[str]:
        """The command's words, with that address in them."""
        return fill(self._command, self.address)

    async def __call__(self, chance: random.Random, _afresh: bool) -> ClientLab:  # noqa: FBT001 - the runner's
        """Make it, once no earlier run of the client is left. Every run is a new one."""
        await self._subject.launcher.all_ended()
        lab = ClientLab(self._subject, chance)
        self.address = lab.address
        return lab


@asynccontextmanager
async def open_labs(  # noqa: PLR0913 - what a client's checks take
    service: str,
    command: Sequence[str],
    *,
    dialect: Dialect,
    scenario: Scenario,
    address: TcpAddress | None = None,
    starter: Starter = running,
) -> AsyncIterator[Labs]:
    """Have what the checks of a client need for as long as the block lasts.

    :param service: ``echo``, ``text`` or ``game``.
    :param command: starts the client; see `Scenario` for what stands for the address.
    :param address: where the checker waits for it. None: where the scenario says, or at a free
        port.
    :param starter: runs the command.
    :raises OSError: the checker cannot listen there.
    """
    place = address or scenario.listen or ANYWHERE
    bound(place).close()
    async with open_launcher(command, scenario, scenario.player_of(service), starter) as launcher:
        subject = Subject(
            service=service, dialect=dialect, scenario=scenario, launcher=launcher, address=place
        )
        yield Labs(subject, command)
