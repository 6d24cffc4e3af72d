"""The ids of all checks."""

from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.checks.servers.listed import server_checks

SERVICES = ("echo", "text", "game")


def check_ids() -> frozenset[str]:
    """Return the ids of all checks, of servers and of clients."""
    servers = {check.id for service in SERVICES for check in server_checks(service)}
    clients = {check.id for service in SERVICES for check in client_checks(service, "hostile")}
    return frozenset(servers | clients)
