"""The ids of all checks there are."""

from trio_sockets.check.checks.listed import server_checks
from trio_sockets.check.checks.listed_clients import client_checks

SERVICES = ("echo", "text", "game")


def check_ids() -> frozenset[str]:
    """Return the ids of the checks of every service, of its servers and of its clients."""
    servers = {check.id for service in SERVICES for check in server_checks(service)}
    clients = {check.id for service in SERVICES for check in client_checks(service, "hostile")}
    return frozenset(servers | clients)
