"""How to start servers and clients under test once more, to trace them."""

import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from trio_sockets.address import Address
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.client_run import ClientHarnesses
from trio_sockets.check.harness.programs.process import Starter, running
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.target import Target, open_target
from trio_sockets.check.tracing.again import Again, Opened


def server_again(  # noqa: PLR0913 - what a server needs
    address: Address,
    command: Sequence[str],
    dialect: Dialect,
    target: Target,
    *,
    starter: Starter = running,
    folder: Path | None = None,
    has_launcher: bool = False,
) -> Again:
    """Return how to start a server once more.

    :param target: the server that was checked. It is stopped; what was found about it still holds.
    :param starter: the starter that ran its command; see `Again` for the other parameters.
    """

    @asynccontextmanager
    async def opened(starter: Starter) -> AsyncIterator[Opened]:
        await target.stop()
        async with open_target(address, command, starter) as again:
            again.one_message, again.serves_again = target.one_message, target.serves_again

            async def open_harness(chance: random.Random, _afresh: bool) -> ServerHarness:  # noqa: FBT001 - the runner's
                await again.restart()
                return ServerHarness(again, dialect, chance)

            yield Opened(open_harness)

    return Again(
        role="server", open=opened, starter=starter, folder=folder, has_launcher=has_launcher
    )


def client_again(
    checked: ClientHarnesses,
    harnesses: Callable[[Starter], AbstractAsyncContextManager[ClientHarnesses]],
    *,
    starter: Starter = running,
    folder: Path | None = None,
    has_launcher: bool = False,
) -> Again:
    """Return how to start a client once more.

    :param checked: the harnesses of its checks. These must have ended, so that no client connects
        to the server of another run.
    :param harnesses: returns harnesses whose client is started by the given starter.
    :param starter: the starter that ran its command; see `Again` for the other parameters.
    """

    @asynccontextmanager
    async def opened(starter: Starter) -> AsyncIterator[Opened]:
        await checked.all_ended()
        async with harnesses(starter) as again:
            yield Opened(again, lambda: again.address)

    return Again(
        role="client", open=opened, starter=starter, folder=folder, has_launcher=has_launcher
    )
