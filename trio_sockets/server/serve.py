"""The server: listeners, clients, and an orderly end."""

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Protocol, final

import trio

from trio_sockets.address import Address, TcpAddress
from trio_sockets.server.accept import SocketName, accept_forever, accept_sockets_forever
from trio_sockets.server.client_log import ClientLog
from trio_sockets.server.clients import Clients
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.drain import Drain
from trio_sockets.server.limits import Admission, Limits, open_file_limit
from trio_sockets.server.listeners import Listener, bound_address, open_listeners, plain_socket
from trio_sockets.server.proxy import Proxies
from trio_sockets.server.pump import HAS_EPOLL, Pump
from trio_sockets.server.scorekeeper import Scorekeeper
from trio_sockets.server.totals import Totals
from trio_sockets.services import Endpoint, Service, all_services, parse_endpoint

DRAIN = 10.0
"""Seconds that conversations get to end by themselves once the server shuts down."""

FAREWELL = 0.75
"""Seconds for the last words to arrive once that time is over. It stays under the second within
which a server in a hurry promises to be gone."""


class Welcome(Protocol):
    """Gives a client a task of its own."""

    def __call__(self, client: trio.abc.Stream | socket.socket, name: SocketName = "", /) -> None:
        """See `Clients.serve` for what they are."""


@final
class Serving:
    """A server at work, as `serve` hands it to whoever started it.

    :param endpoints: what it serves where; port 0 has become the port that was free.
    """

    def __init__(self, endpoints: tuple[Endpoint, ...], clients: Clients, drain: Drain) -> None:
        self.endpoints = endpoints
        self._clients = clients
        self._drain = drain

    def address(self, service: str) -> Address:
        """Return where a service listens; the first place, if there are several.

        :raises KeyError: it is not served.
        """
        for endpoint in self.endpoints:
            if endpoint.service.name == service:
                return endpoint.address
        raise KeyError(service)

    @property
    def clients(self) -> int:
        """How many clients are being served."""
        return len(self._clients)

    @property
    def draining(self) -> bool:
        """Whether it has begun to shut down, and accepts nobody."""
        return self._drain.requested.is_set()

    def drain(self, seconds: float | None = DRAIN) -> None:
        """Shut down: stop accepting at once, let conversations end, then end them.

        Calling it again changes how much time is left.

        :param seconds: for conversations to end by themselves, from now on. Those that have not are
            told ``ERR shutting-down`` and are gone within another second. None waits for ever.
        """
        self._drain.request(seconds)


async def serve(  # noqa: PLR0913 - all but one go by name
    endpoints: Iterable[Endpoint | str],
    *,
    listeners: Iterable[tuple[Endpoint, Listener]] = (),
    deadlines: Deadlines = Deadlines(),  # noqa: B008 - it is frozen
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
    fast: bool = True,
    tls: ssl.SSLContext | None = None,
    proxies: Proxies | None = None,
    totals: Totals | None = None,
    scores: Scorekeeper | None = None,
    log_repeats: bool = False,
    task_status: trio.TaskStatus[Serving] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve clients, a task each, until `Serving.drain` is called or the caller cancels.

    Start it with ``serving = await nursery.start(serve, ["game@:0"])``. Cancelling ends every
    conversation at once and without last words; draining is the polite way.

    :param endpoints: what to serve where: `Endpoint` objects, or words such as ``echo``,
        ``text@:0``, ``game@unix:/run/game.sock`` for the built-in services.
    :param listeners: what else to serve, on listeners that are open already. They are closed at the
        end.
    :param deadlines: the timeouts of every conversation, in seconds.
    :param limits: the caps on clients.
    :param fast: whether plain sockets take the fast path where there is one (Linux). It changes
        nothing but the time it takes.
    :param tls: a server's context, with its certificate: all TCP endpoints speak TLS then. Unix
        sockets stay plain, as nobody can listen in on them. They alone keep the fast path.
    :param proxies: who has to begin with a PROXY header; see `parse_proxies`.
    :param totals: counts what happens; None counts nothing.
    :param scores: is told of each game that is over, and runs as long as the server. The end waits
        until it has kept all, but no longer than for a conversation.
    :param log_repeats: whether each client that has gone has its line in the log, even if thousands
        of one host go in the same way; else most of those lines become one that counts them.
    :param task_status: receives the `Serving`, once every endpoint listens.
    :raises ListenError: an endpoint cannot be listened on; nobody has been served then.
    :raises ValueError: an endpoint's words are wrong.
    """
    built_in = all_services()
    wanted = [parse_endpoint(e, built_in) if isinstance(e, str) else e for e in endpoints]
    bound = [*listeners, *await open_all(wanted)]
    await serve_listeners(
        bound,
        deadlines=deadlines,
        limits=limits,
        fast=fast,
        tls=tls,
        proxies=proxies,
        totals=totals,
        scores=scores,
        log_repeats=log_repeats,
        task_status=task_status,
    )


async def serve_listeners(  # noqa: PLR0913 - all but one go by name
    bound: Sequence[tuple[Endpoint, trio.abc.Listener[trio.abc.Stream]]],
    *,
    deadlines: Deadlines = Deadlines(),  # noqa: B008 - it is frozen
    limits: Limits | Admission = Limits(),  # noqa: B008 - it is frozen
    fast: bool = True,
    tls: ssl.SSLContext | None = None,
    proxies: Proxies | None = None,
    totals: Totals | None = None,
    scores: Scorekeeper | None = None,
    log_repeats: bool = False,
    task_status: trio.TaskStatus[Serving] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve clients as `serve` does, on listeners of the caller's own, whatever their streams are.

    :param bound: listeners, each with what it serves and where it is. They are closed at the end.
    :param limits: the caps on clients, or who sees to them.
    """
    pump = Pump(totals and totals.pump_passed) if fast and HAS_EPOLL else None
    admission = Admission(limits, open_file_limit()) if isinstance(limits, Limits) else limits
    log = ClientLog(repeats=log_repeats)
    clients = Clients(deadlines, admission, pump, proxies, totals=totals, scores=scores, log=log)
    drain = Drain()
    async with AsyncExitStack() as ending, AsyncExitStack() as listening:
        if pump is not None:
            ending.callback(pump.close)
        ending.callback(log.close)
        for _, listener in bound:
            await listening.enter_async_context(listener)
        # The clients' tasks have a nursery of their own, so that to drain is to wait for it.
        async with trio.open_nursery() as nursery:
            if pump is not None:
                nursery.start_soon(pump.run)
            nursery.start_soon(log.summarise)
            for service in dict.fromkeys(endpoint.service for endpoint, _ in bound):
                if service.run is not None:
                    await nursery.start(service.run)
            if scores is not None:
                nursery.start_soon(scores.run)
            with trio.CancelScope() as in_time:
                async with trio.open_nursery() as tasks:
                    async with trio.open_nursery() as acceptors:
                        for endpoint, listener in bound:
                            name = endpoint.service.name
                            secure = tls if isinstance(endpoint.address, TcpAddress) else None
                            welcome = _welcome(tasks, clients, endpoint.service, secure)
                            failed = None
                            if totals is not None:
                                totals.serves(name)
                                failed = partial(totals.accept_failed, name)
                            plain = pump is not None and secure is None
                            accept = partial(_accept, fast=plain, name=str(endpoint), failed=failed)
                            acceptors.start_soon(accept, listener, welcome)
                        task_status.started(Serving(tuple(e for e, _ in bound), clients, drain))
                        await drain.requested.wait()
                        acceptors.cancel_scope.cancel()
                    await listening.aclose()  # from here on, whoever connects is refused
                    nursery.start_soon(_end_stragglers, drain, clients, in_time)
                if scores is not None:
                    await scores.written()
            nursery.cancel_scope.cancel()


def _welcome(
    tasks: trio.Nursery, clients: Clients, service: Service, tls: ssl.SSLContext | None
) -> Welcome:
    def welcome(client: trio.abc.Stream | socket.socket, name: SocketName = "") -> None:
        tasks.start_soon(clients.serve, service, client, name, tls, name=service.name)

    return welcome


async def _accept(
    listener: trio.abc.Listener[trio.abc.Stream],
    welcome: Welcome,
    *,
    fast: bool,
    name: str,
    failed: Callable[[str], object] | None,
) -> None:
    listening = plain_socket(listener) if fast else None
    if listening is None:
        await accept_forever(listener, welcome, name=name, failed=failed)
    else:
        with listening:
            await accept_sockets_forever(listening, welcome, name=name, failed=failed)


async def open_all(wanted: Iterable[Endpoint]) -> list[tuple[Endpoint, Listener]]:
    """Open the listeners of all endpoints, or none: each with where it has come to listen.

    :raises ListenError: one of them cannot be listened on.
    """
    bound = []
    async with AsyncExitStack() as opened:
        for endpoint in wanted:
            for listener in await open_listeners(endpoint):
                await opened.enter_async_context(listener)
                bound.append((Endpoint(endpoint.service, bound_address(listener)), listener))
        opened.pop_all()  # all are open: they are the caller's to close
    return bound


async def _end_stragglers(drain: Drain, clients: Clients, scope: trio.CancelScope) -> None:
    await drain.time_is_over()
    clients.dismiss()
    await trio.sleep(FAREWELL)
    scope.cancel()
