"""Talking to a program to learn its dialect: only the I/O; a course decides what to say."""

from functools import partial
from typing import final

import trio

from trio_sockets.check.harness.target import Target
from trio_sockets.check.learn.conversing import follow, take_turns
from trio_sockets.check.learn.heard.record import PlayedTalk, PlayedTurn
from trio_sockets.check.learn.planned import PATIENCE, Course, LearnedT, PlannedTalk
from trio_sockets.system_errors import first_attempt, reason_of
from trio_sockets.words import ReadableError, say

GREETING = 1.0
"""Seconds to wait for a greeting; a program may have none."""

QUIET = 0.15
"""Seconds of silence that end a turn of the program."""

ENDING = 1.0
"""Seconds in which a program ends that listens no more."""

LONGEST = 90.0
"""Seconds for all games together. The dialect is learned from the games until then."""

MOST = 32 * 1024
"""The most bytes of one turn: a program that sends more is not taking turns."""


class LearnError(ReadableError):
    """A program's dialect cannot be learned. Its text is one line that says why."""


async def play(target: Target, course: Course[LearnedT], *, seconds: float = LONGEST) -> LearnedT:
    """Hold the conversations of a course.

    :param seconds: the time limit for all conversations together.
    :raises LearnError: nothing can be learned.
    :raises CannotStartError: the program cannot be run.
    """
    player = _Player(target)
    learned = await follow(course, player.hold, seconds)
    await player.must_have_heard()
    return learned


@final
class _Player:
    def __init__(self, target: Target) -> None:
        self._target = target
        self._greets: bool | None = None
        self._heard = 0
        self._closed = 0
        self._games = 0

    async def must_have_heard(self) -> None:
        """Check that the program has sent anything at all.

        :raises LearnError: it has sent nothing.
        """
        if self._heard:
            return
        await self._has_ended()
        self._must_run()
        if self._closed == self._games:
            raise LearnError(
                say("nothing can be learned: the program closes each connection without a word")
            )
        raise LearnError(
            say("nothing can be learned: the program answers nothing, whatever is sent to it")
        )

    async def hold(self, plan: PlannedTalk) -> PlayedTalk:
        """Hold one conversation; if the program is silent, restart it and try once more."""
        game = await self._hold(plan)
        silent = not any(turn.heard for turn in game.turns)
        if silent and self._heard and self._target.command is not None:
            await self._target.restart()  # it may serve only one client
            game = await self._hold(plan)
        self._heard += sum(len(turn.heard) for turn in game.turns)
        return game

    async def _hold(self, plan: PlannedTalk) -> PlayedTalk:
        self._games += 1
        await self._target.make_ready()
        stream = await self._connected()
        try:
            turns = await self._talk(stream, plan)
        finally:
            stream.socket.close()
        self._closed += turns[-1].ended
        return PlayedTalk(plan.sends, tuple(turns))

    async def _talk(self, stream: trio.SocketStream, plan: PlannedTalk) -> list[PlayedTurn]:
        opening = await self._opening(stream)
        return await take_turns(stream, plan, opening, partial(self._hear, stream, plan.patience))

    async def _connected(self, *, again: bool = False) -> trio.SocketStream:
        """Connect; if a program that was heard before does not listen, restart it once."""
        try:
            return await self._target.open()
        except OSError as error:
            ended = await self._has_ended()
            again = again or self._target.command is None
            if (self._heard or ended) and self._games > 1 and not again:
                await self._target.restart()
                return await self._connected(again=True)
            self._must_run(error)
            raise LearnError(
                say(
                    "nothing can be learned: nobody listens at {address}: {reason}",
                    address=str(self._target.address),
                    reason=reason_of(first_attempt(error)),
                )
            ) from error

    async def _has_ended(self) -> bool:
        """Return whether the program has ended, or does soon."""
        program = self._target.program
        if program is None:
            return False
        with trio.move_on_after(ENDING):
            await program.ended()
        return program.exit_code is not None

    def _must_run(self, cause: OSError | None = None) -> None:
        """Check that the program has not ended.

        :raises LearnError: it has.
        """
        program = self._target.program
        if program is not None and program.exit_code is not None:
            raise LearnError(
                say("nothing can be learned: {end}", end=program.describe_end())
            ) from cause

    async def _opening(self, stream: trio.SocketStream) -> PlayedTurn:
        """Receive the program's greeting; wait only briefly if it never had one."""
        within = 2 * QUIET if self._greets is False else PATIENCE if self._greets else GREETING
        data, ended = await self._hear(stream, within)
        self._greets = bool(data) or bool(self._greets)
        return PlayedTurn(None, data, ended)

    async def _hear(self, stream: trio.SocketStream, within: float) -> tuple[bytes, bool]:
        """Receive until the program is silent; return the bytes, and whether it closed."""
        data = bytearray()
        while len(data) < MOST:
            with trio.move_on_after(QUIET if data else within):
                try:
                    chunk = await stream.receive_some(MOST)
                except trio.BrokenResourceError:
                    chunk = b""
                if not chunk:
                    return bytes(data), True
                data += chunk
                continue
            return bytes(data), False
        raise LearnError(
            say("nothing can be learned: the program sends without an end, whatever is sent to it")
        )
