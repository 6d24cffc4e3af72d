"""One run: starts programs and observes them until the clients have ended, or until Ctrl-C."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import final

import trio

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.signal_names import signal_name
from trio_sockets.system_errors import reason_of
from trio_sockets.trace.choosing import choose, title_of
from trio_sockets.trace.errors import TraceError
from trio_sockets.trace.model.addresses import ANYWHERE, split
from trio_sockets.trace.model.events import Event, Exit, Named, Note, Program, Signal
from trio_sockets.trace.plan import PORT, TracePlan, filled, wants_port
from trio_sockets.trace.ports import free_port
from trio_sockets.trace.programs import Programs
from trio_sockets.trace.sources.relay import Relay
from trio_sockets.trace.watching import watched
from trio_sockets.words import Translate, Words, in_english, say

STAGGER = 2.0
"""Seconds after which the next client is started, even if the previous one has not connected."""

LINGER = 1.0
"""Seconds for which the server continues after the last client, to notice its end and call accept
again.
"""

RELAY_PATIENCE = 10.0
"""Seconds in which a server that we started must listen."""

if sys.platform == "win32":
    _SIGNALS = (signal.SIGINT,)
else:
    _SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@final
class TraceSession:
    """Runs programs, and emits their events.

    :param emit: called with each event as it comes.
    :param environment: the environment variables of the programs.
    :param translate: translates notes into the user's language.
    """

    def __init__(
        self,
        plan: TracePlan,
        emit: Callable[[Event], None],
        environment: Mapping[str, str],
        translate: Translate = in_english,
    ) -> None:
        self._translate = translate
        self._plan = plan
        self._emit_on = emit
        self._environment = environment
        self._programs = Programs(environment)
        self._started: list[trio.Process] = []
        self._listens = trio.Event()
        self._address: TcpAddress | None = None
        self._connected = trio.Event()
        self._server_over = trio.Event()
        self._codes: dict[str, int] = {}
        self._relayed = False
        self._stopping = False
        self._enough = trio.Event()
        self.interrupted = False

    async def run(self) -> Mapping[str, int]:
        """Run all programs; return the exit code of each, negative for a signal.

        :raises TraceError: a program cannot be run.
        """
        async with trio.open_nursery() as nursery:
            await nursery.start(self._heed_signals)
            try:
                if self._plan.relay is not None:
                    await self._relay(*self._plan.relay)
                elif self._plan.program is not None:
                    await self._run_program("program", self._plan.program)
                elif self._plan.server is None:
                    await self._run_clients()
                else:
                    await self._run_both(self._plan.server)
            finally:
                with trio.CancelScope(shield=True):
                    await self._programs.end(self._started)
            nursery.cancel_scope.cancel()
        return self._codes

    async def _relay(self, address: TcpAddress, target: TcpAddress) -> None:
        """Relay until the user stops it."""
        relay = Relay(self._emit, target)
        async with trio.open_nursery() as nursery:
            try:
                where = await nursery.start(relay.serve, address)
            except OSError as error:
                words = say(
                    "cannot listen at {address}: {reason}",
                    address=str(address),
                    reason=reason_of(error),
                )
                raise TraceError(words) from error
            self._note("server", f"{where}", say("forwards to {target}", target=str(target)))
            await self._enough.wait()
            nursery.cancel_scope.cancel()

    async def _heed_signals(self, *, task_status: trio.TaskStatus[None]) -> None:
        """End all programs on a signal; programs in a terminal got the Ctrl-C themselves."""
        with trio.open_signal_receiver(*_SIGNALS) as signals:
            task_status.started()
            async for number in signals:
                if self.interrupted:
                    raise KeyboardInterrupt
                self.interrupted = True
                self._enough.set()
                if number == signal.SIGINT:
                    await self._programs.end_themselves(LINGER)
                await self._stop()

    async def _stop(self) -> None:
        self._stopping = True
        await self._programs.end(self._started)

    async def _run_both(self, server: Sequence[str]) -> None:
        clients = self._plan.clients
        port = free_port(DEFAULT_HOST) if wants_port(server) else 0
        words = filled(server, TcpAddress(DEFAULT_HOST, port))
        choices = [await choose(words, self._plan.by)]
        choices += [await choose(client, self._plan.by) for client in clients]
        async with trio.open_nursery() as between:
            if all(choice.by == "relay" for choice in choices):
                await self._stand_between(between, port)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._run_server, words)
                if clients:
                    await self._listens.wait()
                    if self._address is not None:
                        await self._run_clients()
                        with trio.move_on_after(LINGER):
                            await self._server_over.wait()
                    await self._stop()
            between.cancel_scope.cancel()

    async def _run_server(self, words: Sequence[str]) -> None:
        try:
            await self._run_program("server", words)
        finally:
            self._server_over.set()
            if not self._listens.is_set():
                self._listens.set()  # it never will listen, so do not wait for it
                if self._plan.clients:
                    self._note("server", title_of(words), _NEVER)

    async def _stand_between(self, nursery: trio.Nursery, port: int) -> None:
        if not port:
            raise TraceError(
                say(
                    "a relay must choose the server's port: write {port} in its command",
                    port=PORT,
                )
            )
        self._relayed = True
        target = TcpAddress(DEFAULT_HOST, port)
        relay = Relay(self._emit, target, patience=RELAY_PATIENCE)
        self._address = await nursery.start(relay.serve, TcpAddress(DEFAULT_HOST, 0))
        self._listens.set()

    async def _run_clients(self) -> None:
        async with trio.open_nursery() as nursery:
            for number, client in enumerate(self._plan.clients, 1):
                name = "client" if number == 1 else f"client {number}"
                self._connected = trio.Event()
                address = self._address
                words = list(client) if address is None else filled(client, address)
                nursery.start_soon(self._run_program, name, words)
                with trio.move_on_after(STAGGER):
                    await self._connected.wait()

    async def _run_program(self, name: str, words: Sequence[str]) -> None:
        choice = await choose(words, self._plan.by)
        if not self._relayed:
            means = "none" if choice.by == "relay" else choice.by
            self._emit(Program(time.time(), name, title_of(words), means))
        note = choice.note(relayed=self._relayed)
        if note is not None:
            self._note(name, title_of(words), note)
        deaf = partial(self._note, name, name, _DEAF)
        watching = watched(name, choice.by, self._emit, self._environment, deaf=deaf)
        async with watching as (begin, added):
            process = await self._programs.start(
                [*begin, *words],
                added,
                stdin=self._stdin(name),
                stdout=2 if self._plan.quiet else None,
            )
            self._started.append(process)
            code = await process.wait()
        self._codes[name] = code
        self._connected.set()
        if choice.by == "python":
            self._emit(
                Exit(
                    time.time(),
                    name,
                    code if code >= 0 else None,
                    "" if code >= 0 else signal_name(-code) or str(-code),
                )
            )

    def _stdin(self, name: str) -> int | None:
        """Return the standard input of a program: only one can have the terminal's."""
        first = "server" if not self._plan.clients else "client"
        return None if name in {"program", first} else subprocess.DEVNULL

    def _note(self, name: str, title: str, words: Words) -> None:
        note = say("{title}: {words}", title=title, words=words)
        self._emit(Note(time.time(), name, note.read(self._translate)))

    def _emit(self, event: Event) -> None:
        if self._stopping and isinstance(event, Signal):
            return  # it is our own
        if self._stopping and isinstance(event, Exit) and event.signal:
            event = replace(event, signal="")
        self._emit_on(event)
        if isinstance(event, Named):
            if event.listening and event.program == "server" and not self._listens.is_set():
                host, port = split(event.local)
                self._address = TcpAddress(DEFAULT_HOST if host in ANYWHERE else host, int(port))
                self._listens.set()
            elif event.peer and event.program != "server":
                self._connected.set()


_NEVER = say("it ended before it listened, so no client was started")

_DEAF = say(
    "this Python did not load the shim, perhaps because of -I, -E or -S, so "
    "its calls are not seen: try --by calls"
)
