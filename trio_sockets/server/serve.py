"""The server: listeners, clients, and a graceful shutdown."""

import ssl
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Protocol, Unpack, final

import trio

from trio_sockets.address import Address, TcpAddress
from trio_sockets.server.client_log import ClientLog
from trio_sockets.server.clients import Clients
from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.drain import Drain
from trio_sockets.server.fast_path.epoll import HAS_EPOLL
from trio_sockets.server.fast_path.pump import Pump
from trio_sockets.server.limits import Admission, Limits, open_file_limit
from trio_sockets.server.listening.accept import SocketName, accept_forever, accept_sockets_forever
from trio_sockets.server.listening.bare_socket import BareSocket
from trio_sockets.server.listening.listeners import (
    Listener,
    bound_address,
    open_listeners,
    plain_socket,
)
from trio_sockets.server.options import ServeOptions, check_names, read_proxies
from trio_sockets.services import Endpoint, Service, all_services, parse_endpoint

DRAIN = 10.0
"""Seconds that conversations have to end by themselves when the server shuts down."""

FAREWELL = 0.75
"""Seconds for the final errors to arrive after that time. It is less than the one second within
which a server must exit at a second signal."""


class ServeClient(Protocol):
    """Gives a client a task of its own."""

    def __call__(self, client: trio.abc.Stream | BareSocket, name: SocketName = "", /) -> None:
        """Start the task; see `Clients.serve` for the parameters."""


@final
class Serving:
    """A running server, as `serve` returns it to the caller.

    :param endpoints: the services and their addresses, with the actual port in place of port 0.
    """

    def __init__(self, endpoints: tuple[Endpoint, ...], clients: Clients, drain: Drain) -> None:
        self.endpoints = endpoints
        self._clients = clients
        self._drain = drain

    def address(self, service: str) -> Address:
        """Return the address of a service; the first one, if there are several.

        :raises KeyError: the service is not served.
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
        """Whether the server has begun to shut down, and accepts no more clients."""
        return self._drain.requested.is_set()

    def drain(self, seconds: float | None = DRAIN) -> None:
        """Shut down gracefully: stop accepting at once, let conversations end, then end the rest.

        Calling it again changes how much time is left.

        :param seconds: from now on, for conversations to end by themselves. The others then get
            ``ERR shutting-down`` and end within another second. None waits for ever.
        """
        self._drain.request(seconds)


async def serve(
    endpoints: Iterable[Endpoint | str],
    *,
    listeners: Iterable[tuple[Endpoint, Listener]] = (),
    task_status: trio.TaskStatus[Serving] = trio.TASK_STATUS_IGNORED,
    **options: Unpack[ServeOptions],
) -> None:
    """Serve clients, a task each, until `Serving.drain` is called or the caller cancels.

    Start it with ``serving = await nursery.start(serve, ["game@:0"])``; with options, with
    ``partial(serve, ["game@:0"], limits=Limits(clients=100))``. Cancelling ends every conversation
    at once, without a final error; `Serving.drain` is the graceful way.

    :param endpoints: services and their addresses: `Endpoint` objects, or words such as ``echo``,
        ``text@:0``, ``game@unix:/run/game.sock`` for the built-in services.
    :param listeners: more endpoints, with listeners that are open already. They are closed at the
        end.
    :param task_status: receives the `Serving`, once every endpoint listens.
    :param options: ``deadlines``, ``limits``, ``fast``, ``tls``, ``proxies``, ``totals``,
        ``scores`` and ``log_repeats``: see `ServeOptions`.
    :raises ListenError: it is impossible to listen on an endpoint; no client has been served then.
    :raises ValueError: the words of an endpoint or of a proxy are wrong.
    """
    check_names(options)
    options["proxies"] = read_proxies(options)
    scores = options.get("scores")
    built_in = all_services(game_over=None if scores is None else scores.game_over)
    wanted = [parse_endpoint(e, built_in) if isinstance(e, str) else e for e in endpoints]
    bound = [*listeners, *await open_all(wanted)]
    await serve_listeners(bound, task_status=task_status, **options)


async def serve_listeners(
    bound: Sequence[tuple[Endpoint, trio.abc.Listener[trio.abc.Stream]]],
    *,
    admission: Admission | None = None,
    task_status: trio.TaskStatus[Serving] = trio.TASK_STATUS_IGNORED,
    **options: Unpack[ServeOptions],
) -> None:
    """Serve clients as `serve` does, on listeners of the caller's own, with streams of any kind.

    :param bound: listeners, each with its service and address. They are closed at the end.
    :param admission: admits clients, within limits; None applies the option ``limits``.
    :param task_status: see `serve`.
    :param options: see `serve`.
    :raises ValueError: the words of a proxy are wrong.
    """
    check_names(options)
    tls, totals, scores = options.get("tls"), options.get("totals"), options.get("scores")
    pump = Pump(totals and totals.pump_passed) if options.get("fast", True) and HAS_EPOLL else None
    log = ClientLog(repeats=options.get("log_repeats", False))
    clients = Clients(
        options.get("deadlines", Deadlines()),
        admission or Admission(options.get("limits", Limits()), open_file_limit()),
        pump,
        read_proxies(options),
        totals=totals,
        log=log,
    )
    drain = Drain()
    async with AsyncExitStack() as ending, AsyncExitStack() as listening:
        if pump is not None:
            ending.callback(pump.close)
        ending.callback(log.close)
        for _, listener in bound:
            await listening.enter_async_context(listener)
        # The clients' tasks have a nursery of their own: draining waits until it is empty.
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
                                totals.serves(name, endpoint.service.counts)
                                failed = partial(totals.accept_failed, name)
                            fast = pump is not None
                            accept = partial(_accept, fast=fast, name=str(endpoint), failed=failed)
                            acceptors.start_soon(accept, listener, welcome)
                        task_status.started(Serving(tuple(e for e, _ in bound), clients, drain))
                        await drain.requested.wait()
                        acceptors.cancel_scope.cancel()
                    await listening.aclose()  # from here on, the system refuses connections
                    nursery.start_soon(_end_stragglers, drain, clients, in_time)
                if scores is not None:
                    await scores.written()
            nursery.cancel_scope.cancel()


def _welcome(
    tasks: trio.Nursery, clients: Clients, service: Service, tls: ssl.SSLContext | None
) -> ServeClient:
    def welcome(client: trio.abc.Stream | BareSocket, name: SocketName = "") -> None:
        tasks.start_soon(clients.serve, service, client, name, tls, name=service.name)

    return welcome


async def _accept(
    listener: trio.abc.Listener[trio.abc.Stream],
    welcome: ServeClient,
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
    """Open the listeners of all endpoints, or of none; return each with its actual address.

    :raises ListenError: it is impossible to listen on one of the endpoints.
    """
    bound = []
    async with AsyncExitStack() as opened:
        for endpoint in wanted:
            for listener in await open_listeners(endpoint):
                await opened.enter_async_context(listener)
                bound.append((Endpoint(endpoint.service, bound_address(listener)), listener))
        opened.pop_all()  # all are open: the caller closes them
    return bound


async def _end_stragglers(drain: Drain, clients: Clients, scope: trio.CancelScope) -> None:
    await drain.time_is_over()
    clients.dismiss()
    await trio.sleep(FAREWELL)
    scope.cancel()
