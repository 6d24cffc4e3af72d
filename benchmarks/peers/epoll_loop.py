"""A bare epoll loop: what Python itself costs, with no library between it and the kernel."""

import select
import socket
import time

from benchmarks.peers.work import (
    BACKLOG,
    MAX_LINE,
    RECEIVE_SIZE,
    TOO_LONG,
    Options,
    listening,
    options,
    reply,
)

SWEEP = 10.0
"""Seconds between two looks for idle clients: cheaper than a timer each, and late by this much."""


class Client:
    """What is known of one client."""

    __slots__ = ("discarding", "heard", "recv", "send", "socket", "tail", "unsent")

    def __init__(self, client: socket.socket, now: float) -> None:
        self.socket = client
        self.recv = client.recv
        self.send = client.send
        self.tail = self.unsent = b""
        self.discarding = False
        self.heard = now

    def answer(self, data: bytes) -> bytes:
        """Return the replies to a chunk."""
        if self.tail:
            data = self.tail + data
        *lines, self.tail = data.split(b"\n")
        if self.discarding and lines:
            del lines[0]
            self.discarding = False
        replies = b"".join(map(reply, lines))
        if len(self.tail) > MAX_LINE:
            replies += b"" if self.discarding else TOO_LONG
            self.tail, self.discarding = b"", True
        return replies


class Loop:
    """Serves them all."""

    def __init__(self, told: Options) -> None:
        self._epoll = select.epoll()
        self._timeout = told.timeout
        self._clients: dict[int, Client] = {}
        self._listener = socket.create_server(("127.0.0.1", told.port), backlog=BACKLOG)
        self._listener.settimeout(0)
        self._epoll.register(self._listener, select.EPOLLIN)

    def run(self) -> None:
        """Serve for ever."""
        clients, poll, listener = self._clients, self._epoll.poll, self._listener.fileno()
        monotonic = time.monotonic
        wait = None if self._timeout is None else SWEEP
        swept = monotonic()
        while True:
            events = poll(wait)
            now = monotonic()
            for number, event in events:
                if number == listener:
                    self._accept(now)
                    continue
                client = clients[number]
                if event & select.EPOLLOUT:
                    self._send_more(number, client)
                    continue
                try:
                    data = client.recv(RECEIVE_SIZE)
                except OSError:
                    data = b""
                if not data:
                    self._drop(number)
                    continue
                client.heard = now
                replies = client.answer(data)
                if replies:
                    self._send(number, client, replies)
            if self._timeout is not None and now - swept >= SWEEP:
                swept = now
                self._drop_idle(now - self._timeout)

    def _accept(self, now: float) -> None:
        while True:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            accepted.settimeout(0)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number = accepted.fileno()
            self._clients[number] = Client(accepted, now)
            self._epoll.register(number, select.EPOLLIN)

    def _send(self, number: int, client: Client, replies: bytes) -> None:
        try:
            sent = client.send(replies)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._drop(number)
            return
        if sent < len(replies):  # it does not read: take in nothing more until it does
            client.unsent = replies[sent:]
            self._epoll.modify(number, select.EPOLLOUT)

    def _send_more(self, number: int, client: Client) -> None:
        unsent, client.unsent = client.unsent, b""
        self._epoll.modify(number, select.EPOLLIN)
        self._send(number, client, unsent)

    def _drop(self, number: int) -> None:
        self._clients.pop(number).socket.close()  # which takes it out of the epoll too

    def _drop_idle(self, since: float) -> None:
        for number in [n for n, client in self._clients.items() if client.heard < since]:
            self._drop(number)


def main() -> None:
    """Serve for ever."""
    told = options()
    loop = Loop(told)
    listening(told.port)
    loop.run()


if __name__ == "__main__":
    main()
