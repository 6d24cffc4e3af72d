"""Programs of the zoo, graded and then run again under trace, in this process."""

from collections.abc import Sequence
from functools import partial
from random import Random

from check.zoo.zoo_grading import SERVERS, ZOO
from trio_sockets import TcpAddress
from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.harness.client_run import open_harnesses
from trio_sockets.check.harness.scenario import Scenario
from trio_sockets.check.harness.server_harness import ServerHarness
from trio_sockets.check.harness.target import open_target
from trio_sockets.check.model.report import Result
from trio_sockets.check.runner import run_checks
from trio_sockets.check.tracing.again import trace_findings
from trio_sockets.check.tracing.programs import client_again, server_again

LOOPBACK = TcpAddress("127.0.0.1", 0)
CLIENTS = ZOO / "clients"
__all__ = ["CLIENTS", "SERVERS", "traced_client", "traced_server"]


async def traced_server(
    service: str, command: Sequence[str], ids: Sequence[str], *, every: bool = True
) -> list[Result]:
    """Run some checks of a server, and then its findings again.

    :param command: with ``{port}`` in it.
    :param ids: of the checks.
    """
    spoken = load_dialect("ours").of_service(service)
    checks = [check for check in server_checks(service, spoken) if check.id in ids]
    async with open_target(LOOPBACK, command) as target:

        async def open_harness(chance: Random, afresh: bool) -> ServerHarness:  # noqa: FBT001 - the runner's
            await (target.restart() if afresh else target.make_ready())
            return ServerHarness(target, spoken, chance)

        results, _ = await run_checks(checks, open_harness, seed=1, to_the_end=True)
        again = server_again(LOOPBACK, command, spoken, target)
        return await trace_findings(results, again, every=every, seed=1)


async def traced_client(service: str, command: Sequence[str], ids: Sequence[str]) -> list[Result]:
    """Run some checks of a client, and then its findings again; see `traced_server`."""
    scenario, dialect = Scenario(), load_dialect("ours")
    listed = client_checks(service, "hostile", scenario.player_of(service))
    checks = [check for check in listed if check.id in ids]

    opened = partial(open_harnesses, service, command, dialect=dialect, scenario=scenario)
    async with opened() as harnesses:
        results, _ = await run_checks(checks, harnesses, seed=1, to_the_end=True)
        again = client_again(harnesses, lambda starter: opened(starter=starter))
        return await trace_findings(results, again, every=True, seed=1)
