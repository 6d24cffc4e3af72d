"""The players: thousands of sockets on one epoll, which guess in vain and time what they hear."""

import contextlib
import select
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import final

SETTLING = 60.0
"""Seconds in which all have to have joined and the first round to have begun, everywhere."""

GUESS = b"1\n"
"""It is between the bounds, and as good as never the number."""


@final
@dataclass(slots=True)
class Player:
    """One player.

    :ivar asked: when he guessed last, in nanoseconds.
    """

    name: bytes
    sock: socket.socket
    tail: bytes = b""
    asked: int = 0


@final
@dataclass(slots=True)
class Heard:
    """What the players heard in one window.

    :ivar replies: nanoseconds from each guess to its own reply.
    :ivar pushes: nanoseconds from each guess to the push that told somebody else of it.
    """

    replies: list[int] = field(default_factory=list)
    pushes: list[int] = field(default_factory=list)


@final
class Crowd:
    """Players in rooms, over some servers in turn, so that every room is on each of them.

    :param ports: of the servers, on the loopback.
    :param rooms: how many rooms.
    :param players: how many in each.
    :raises OSError: a server cannot be reached, or has gone.
    :raises TimeoutError: not all could join and play.
    """

    def __init__(self, ports: Sequence[int], rooms: int, players: int) -> None:
        self._epoll = select.epoll()
        self._by_fd: dict[int, Player] = {}
        self._by_name: dict[bytes, Player] = {}
        self.heard = Heard()
        self._playing: set[bytes] = set()
        for room in range(rooms):
            for number in range(players):
                sock = socket.create_connection(("127.0.0.1", ports[number % len(ports)]))
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                name = f"r{room}p{number}".encode()
                player = Player(name, sock)
                sock.sendall(b"JOIN %s room%d\n" % (name, room))
                sock.settimeout(0)
                self._by_fd[sock.fileno()] = self._by_name[name] = player
                self._epoll.register(sock, select.EPOLLIN)
                self._take(0)
        end = time.monotonic() + SETTLING
        while len(self._playing) < rooms * players:
            self._take(0.1)
            if time.monotonic() > end:
                raise TimeoutError(f"only {len(self._playing)} of {rooms * players} play")

    def close(self) -> None:
        """Leave."""
        for player in self._by_fd.values():
            player.sock.close()
        self._epoll.close()

    def guess_at(self, rate: float, seconds: float) -> None:
        """Guess so many times a second, each player in his turn, whatever is heard meanwhile."""
        turns = self._turns()
        start = time.monotonic()
        done = 0
        while (now := time.monotonic()) < start + seconds:
            while done < (now - start) * rate:
                self._guess(next(turns))
                done += 1
            self._take(max(0.0, start + done / rate - time.monotonic()))
        self._take_rest()

    def guess_as_fast_as_replies_come(self, at_once: int, seconds: float) -> None:
        """Guess again, somebody else, as soon as a reply has come: so many are under way."""
        turns = self._turns()
        end = time.monotonic() + seconds
        for _ in range(at_once):
            self._guess(next(turns))
        replied = len(self.heard.replies)
        while time.monotonic() < end:
            self._take(0.1)
            for _ in range(len(self.heard.replies) - replied):
                self._guess(next(turns))
            replied = len(self.heard.replies)

    def _turns(self) -> Iterator[Player]:
        """Return players for ever, those of different rooms after one another."""
        order = sorted(self._by_name.values(), key=lambda player: player.name.split(b"p")[1])
        while True:
            yield from order

    def _guess(self, player: Player) -> None:
        player.asked = time.monotonic_ns()
        player.sock.send(GUESS)

    def _take_rest(self) -> None:
        """Hear what is under way: whoever is late is late by this much at most."""
        end = time.monotonic() + 1
        while time.monotonic() < end:
            self._take(0.05)

    def _take(self, patience: float) -> None:
        for fd, _ in self._epoll.poll(patience):
            player = self._by_fd[fd]
            with contextlib.suppress(BlockingIOError):
                data = player.sock.recv(1 << 18)
                if not data:
                    raise ConnectionError(f"{player.name.decode()} was dropped")
                self._read(player, data, time.monotonic_ns())

    def _read(self, player: Player, data: bytes, now: int) -> None:
        *lines, player.tail = (player.tail + data).split(b"\n")
        for line in lines:
            if line.startswith(b"* GUESS "):
                _, _, name, _ = line.split(b" ")
                self.heard.pushes.append(now - self._by_name[name].asked)
            elif line.startswith(b"HIGHER "):
                self.heard.replies.append(now - player.asked)
            elif line.startswith(b"* ROUND "):
                self._playing.add(player.name)
            elif line.startswith((b"ERR", b"WIN", b"OUT")):
                raise ConnectionError(line.decode())
