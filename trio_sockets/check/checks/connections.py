"""Checks of connections, the same for every service: who is served, and what others do to it."""

import contextlib
from dataclasses import dataclass
from functools import partial
from typing import final

import trio

from trio_sockets.check.case import Check, Judge
from trio_sockets.check.judging import first_fault, wrong_replies
from trio_sockets.check.resources import resources_of
from trio_sockets.check.server_lab import ServerLab
from trio_sockets.check.talk import Talk
from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding, Verdict
from trio_sockets.check.wire import Enough, Wire
from trio_sockets.check.words import Words, say

CROWD = 50
"""Clients at once."""

MANY = 200
"""Clients one after another."""

_WARM_UP = 20
_LEAKED_DESCRIPTORS = 10
_LEAKED_BYTES = 32 * 2**20
"""Above what a garbage collector may leave lying; 200 threads that never end hold more."""

_FLOOD = 4 * 2**20
"""Bytes to send, at most, to a server whose answers nobody reads."""

LOOP_LOOK = say("Is accept() called once only? It belongs in a loop, with the conversation inside.")
CONCURRENT_LOOK = say(
    "accept() and recv() wait for one client each: the others need a thread, a task or a selector."
)


def connection_checks(talk: Talk) -> list[Check[ServerLab]]:
    """Return them for a service."""
    serves = _Serving(talk)
    return [
        serves.check(
            "tcp.01",
            say("it listens, and answers"),
            say("A server binds, listens and accepts; then it receives and sends."),
            serves.one,
            serves.judge(0, look=say("Is the reply sent at all, with sendall()?")),
            seconds=20,
        ),
        serves.check(
            "tcp.02",
            say("a second client is served after the first"),
            say("accept() gives one client; a server that goes on calls it again."),
            serves.in_turn,
            serves.judge(0, 1, look=LOOP_LOOK),
            needs=("tcp.01",),
        ),
        serves.check(
            "tcp.03",
            say("it can be started again at once"),
            say("The port of a server that closed first stays in TIME_WAIT for a minute."),
            serves.second_start,
            serves.judge(
                1,
                look=say(
                    "Set SO_REUSEADDR before bind(): s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)"
                ),
            ),
            needs=("tcp.01",),
            seconds=30,
            for_commands=True,
        ),
        serves.check(
            "tcp.04",
            say("two clients are served at once"),
            say("While one client is connected, another one can be too."),
            serves.interleaved,
            serves.judge(0, 1, look=CONCURRENT_LOOK, each=2),
            needs=("tcp.02",),
        ),
        serves.check(
            "tcp.05",
            say("a client that says nothing delays nobody"),
            say("A server that waits for one client's words keeps all others waiting."),
            serves.behind_a_silent_one,
            serves.judge(1, 0, look=CONCURRENT_LOOK),
            needs=("tcp.04",),
        ),
        serves.check(
            "tcp.06",
            say("{count} clients are served at once", count=CROWD),
            say("A class is thirty clients, each with a window or two."),
            serves.crowd,
            serves.judge(*range(CROWD), look=say("Is listen()'s backlog, or a pool, too small?")),
            needs=("tcp.04",),
            seconds=20,
        ),
        serves.check(
            "tcp.07",
            say("clients that connect and leave at once do no harm"),
            say("recv() returns b'' when the client has closed: that is its end, and no message."),
            serves.after_visitors,
            serves.judge(-1, look=say("What happens when recv() returns b'' right away?")),
            needs=("tcp.02",),
        ),
        serves.check(
            "tcp.08",
            say("a client that crashes in the middle of a message does no harm"),
            say("An RST makes recv() raise ConnectionResetError: it ends one client, no more."),
            serves.after_a_crash,
            serves.judge(-1, look=say("Is ConnectionResetError caught, for each client alone?")),
            needs=("tcp.02",),
        ),
        serves.check(
            "tcp.09",
            say("a client that never reads delays nobody"),
            say("sendall() waits when the client does not read: only that client may wait."),
            serves.beside_one_that_never_reads,
            serves.judge(-1, look=CONCURRENT_LOOK),
            needs=("tcp.04",),
            seconds=20,
        ),
        serves.check(
            "tcp.10",
            say("{count} clients leave nothing behind", count=MANY),
            say("Every accepted socket is closed, or the system's limit is reached one day."),
            serves.many,
            serves.nothing_left,
            needs=("tcp.02",),
            seconds=60,
            for_commands=True,
        ),
    ]


@final
@dataclass(frozen=True, slots=True)
class _Serving:
    """Scripts that have clients served, and the judge that looks whether they were."""

    talk: Talk

    def check(  # noqa: PLR0913 - a check's own fields
        self,
        id_: str,
        title: Words,
        teaches: Words,
        script: object,
        judge: Judge,
        *,
        needs: tuple[str, ...] = (),
        seconds: float = 10,
        for_commands: bool = False,
    ) -> Check[ServerLab]:
        return Check(
            id=id_,
            title=title,
            teaches=teaches,
            section=self.talk.section,
            script=script,  # type: ignore[arg-type]
            judge=judge,
            needs=needs,
            seconds=seconds,
            for_commands=for_commands,
        )

    # --- The judges --------------------------------------------------------------------------
    def judge(self, *places: int, look: Words, each: int = 1) -> Judge:
        """Return a judge who wants these conversations answered, by their places."""
        return partial(self._served, places, look, each)

    def _served(
        self, places: tuple[int, ...], look: Words, each: int, transcript: Transcript
    ) -> Finding:
        count = len(transcript.conversations)
        return first_fault(
            *(
                self._unanswered(transcript, place if place >= 0 else count + place, look, each)
                for place in places
            )
        )

    def _unanswered(
        self, transcript: Transcript, place: int, look: Words, each: int
    ) -> Finding | None:
        first = place * each
        expected = [
            self.talk.exchange(transcript.dialect, number, b"").expects
            for number in range(first, first + each)
        ]
        return wrong_replies(transcript, expected, place, skip=self.talk.skip, look=look)

    def nothing_left(self, transcript: Transcript) -> Finding:
        """Judge what the program holds after many clients, beside what it held after a few."""
        last = len(transcript.conversations) - 1
        fault = self._unanswered(transcript, last, LOOP_LOOK, 1)
        if fault is not None:
            return fault
        descriptors = transcript.facts.get("descriptors grown by")
        memory = transcript.facts.get("memory grown by")
        if isinstance(descriptors, int) and descriptors > _LEAKED_DESCRIPTORS:
            return Finding(
                verdict=Verdict.FAIL,
                words=say(
                    "after {count} clients, {found} more descriptors are open",
                    count=MANY,
                    found=descriptors,
                ),
                look=say("Is each accepted socket closed? `with conn:` does it on every way out."),
            )
        if isinstance(memory, int) and memory > _LEAKED_BYTES:
            return Finding(
                verdict=Verdict.FAIL,
                words=say(
                    "after {count} clients, it holds {found:.0f} MiB more",
                    count=MANY,
                    found=memory / 2**20,
                ),
                look=say("Does each client's thread end, and is its state let go?"),
            )
        return first_fault()

    # --- The scripts -------------------------------------------------------------------------
    async def _ask(self, wire: Wire, number: int, greeting: bytes | None = None) -> bytes:
        """Have the request of this number answered; return what the server said first."""
        if greeting is None:
            greeting = await self.talk.begin(wire)
        exchange = self.talk.exchange(wire.dialect, number, greeting)
        await wire.ask(exchange.request)
        return greeting

    async def one(self, lab: ServerLab) -> None:
        await self._ask(await lab.connect(), 0)

    async def in_turn(self, lab: ServerLab) -> None:
        for number in range(2):
            wire = await lab.connect()
            await self._ask(wire, number)
            await wire.leave()

    async def second_start(self, lab: ServerLab) -> None:
        first = await lab.connect()
        await self._ask(first, 0)
        await lab.target.stop()  # the program's side closes first: its port goes to TIME_WAIT
        await first.leave()
        await lab.target.restart(same_port=True)
        await self._ask(await lab.connect(), 1)

    async def interleaved(self, lab: ServerLab) -> None:
        wires = [await lab.connect(), await lab.connect()]
        greetings = [await self._ask(wire, 2 * place) for place, wire in enumerate(wires)]
        for place, wire in enumerate(wires):
            await self._ask(wire, 2 * place + 1, greetings[place])

    async def behind_a_silent_one(self, lab: ServerLab) -> None:
        silent = await lab.connect()
        await self._ask(await lab.connect(), 1)
        await self._ask(silent, 0)

    async def crowd(self, lab: ServerLab) -> None:
        wires = [await lab.connect() for _ in range(CROWD)]
        async with trio.open_nursery() as nursery:
            for place, wire in enumerate(wires):
                nursery.start_soon(_to_its_end, partial(self._ask, wire, place))

    async def after_visitors(self, lab: ServerLab) -> None:
        for rudely in (False, True, False, True, False):
            wire = await lab.connect()
            await wire.leave(rudely=rudely)
        await self._last(lab)

    async def after_a_crash(self, lab: ServerLab) -> None:
        for number in range(3):
            wire = await lab.connect()
            greeting = await self.talk.begin(wire)
            request = self.talk.exchange(lab.dialect, number, greeting).request.encode()
            await wire.send(request[: len(request) // 2 + 1])
            await trio.sleep(0.05)
            await wire.leave(rudely=True)
        await self._last(lab)

    async def beside_one_that_never_reads(self, lab: ServerLab) -> None:
        wire = await lab.connect()
        request = lab.dialect.request(self.talk.exchange(lab.dialect, 0, b"").request)
        block = request * (65536 // len(request))
        with contextlib.suppress(Enough):  # it reads no more either, as it should
            for _ in range(_FLOOD // len(block)):
                await wire.send(block, within=0.5)
        await self._last(lab)

    async def many(self, lab: ServerLab) -> None:
        program = lab.target.program
        assert program is not None  # noqa: S101 - the check is for commands
        for number in range(MANY + _WARM_UP):
            if number == _WARM_UP:
                before = resources_of(program.pid)
            wire = await lab.connect()
            await self._ask(wire, number)
            await wire.leave()
        await trio.sleep(0.3)
        after = resources_of(program.pid)
        lab.facts["descriptors grown by"] = after.descriptors - before.descriptors
        lab.facts["memory grown by"] = after.memory - before.memory

    async def _last(self, lab: ServerLab) -> None:
        """Have one more client served: the one that the judge looks at."""
        place = len(lab.transcript().conversations)
        await self._ask(await lab.connect(), place)


async def _to_its_end(script: partial[object]) -> None:
    """Run a client's script, whose failure ends no other's."""
    with contextlib.suppress(Enough):
        await script()  # type: ignore[misc]
