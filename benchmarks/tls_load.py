"""The load over TLS: what `load.c` does, with the same words, and the same line at its end.

Of each connection the handshake is a whole one: no session is resumed. For churn, a request stands
for a connection with its handshake, and its latency begins when the handshake is over.
"""

import gc
import json
import os
import resource
import select
import socket
import ssl
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import final

ADDRESSES = 100  # closed connections linger in TIME_WAIT and keep their ports
BIND_ADDRESS_NO_PORT = 24  # ip(7); the port is chosen in connect(), by the whole four-tuple


@final
@dataclass
class Plan:
    """What the command line says: see `load.c`."""

    port: int
    pid: int
    active: int
    in_flight: int
    churn: bool
    request: bytes


@dataclass
class Window:
    """What is counted while it is measured."""

    measuring: bool = False
    took: list[float] = field(default_factory=list)


def context() -> ssl.SSLContext:
    """Return a client's context that takes any certificate: only the server is measured."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return trusting


class Client:
    """One connection.

    :ivar talking: whether it asks again and again, or has only been opened.
    """

    opened = 0

    def __init__(self, plan: Plan, trusting: ssl.SSLContext) -> None:
        self._plan = plan
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = trusting.wrap_bio(self._incoming, self._outgoing)
        self.socket = socket.socket()
        self.socket.setsockopt(socket.IPPROTO_IP, BIND_ADDRESS_NO_PORT, 1)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Client.opened += 1
        self.socket.bind((f"127.0.0.{2 + Client.opened % ADDRESSES}", 0))
        self.socket.connect(("127.0.0.1", plan.port))
        self.socket.settimeout(0)
        self._shaking = True
        self._sent: list[float] = []
        self.talking = plan.churn
        self._shake()

    def ask(self, count: int) -> None:
        """Send so many requests in one record."""
        self._tls.write(self._plan.request * count)
        self._sent += [time.perf_counter()] * count
        self._flush()

    def hear(self, window: Window) -> int:
        """Take what there is; return how many replies."""
        data = self.socket.recv(65536)
        if not data:
            raise RuntimeError("the server closed a connection")
        self._incoming.write(data)
        if self._shaking and not self._shake():
            return 0
        replies = 0
        try:
            while True:
                replies += self._tls.read(65536).count(b"\n")
        except ssl.SSLWantReadError:
            pass
        if window.measuring and replies:
            now = time.perf_counter()
            window.took += [now - sent for sent in self._sent[:replies]]
        del self._sent[:replies]
        return replies

    def close(self) -> None:
        """Announce the end, and close."""
        try:
            self._tls.unwrap()
        except ssl.SSLWantReadError:
            self._flush()
        self.socket.close()

    def _shake(self) -> bool:
        try:
            self._tls.do_handshake()
            self._shaking = False
        except ssl.SSLWantReadError:
            self._flush()
            return False
        self._flush()
        self.ask(1)
        return True

    def _flush(self) -> None:
        if data := self._outgoing.read():
            self.socket.sendall(data)  # a few hundred bytes always fit the socket's buffer


class Load:
    """All clients."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._context = context()
        self._epoll = select.epoll()
        self._clients: dict[int, Client] = {}
        self.window = Window()

    def open(self) -> None:
        """Open one more."""
        client = Client(self._plan, self._context)
        self._clients[client.socket.fileno()] = client
        self._epoll.register(client.socket, select.EPOLLIN)

    def talk(self) -> None:
        """Have all of them ask from now on."""
        for client in self._clients.values():
            client.talking = True
            client.ask(self._plan.in_flight)

    def step(self, seconds: float) -> int:
        """Handle what happened; return how many clients finished opening."""
        finished = 0
        for number, _ in self._epoll.poll(seconds, 256):
            client = self._clients[number]
            replies = client.hear(self.window)
            if not replies:
                continue
            if self._plan.churn:
                del self._clients[number]
                client.close()
                self.open()
            elif client.talking:
                client.ask(replies)
            else:
                finished += 1
        return finished

    def run(self, seconds: float) -> float:
        """Go on for so long; return the seconds it was."""
        start = time.perf_counter()
        while (passed := time.perf_counter() - start) < seconds:
            self.step(0.01)
        return passed


def clock_of(pid: int) -> int:
    """Return the CPU clock of a process, as clock_getcpuclockid(3) computes it."""
    return ((~pid) << 3) | 2


def busy(cores: set[int]) -> float:
    """Return the seconds that some cores were busy, with whatever it was: see `load.c`."""
    ticks = 0
    for line in Path("/proc/stat").read_text().splitlines():
        name, *numbers = line.split()
        if name.startswith("cpu") and name[3:].isdecimal() and int(name[3:]) in cores:
            user, nice, system, _idle, _wait, irq, softirq, steal, *_ = map(int, numbers)
            ticks += user + nice + system + irq + softirq + steal
    return ticks / 100


def main() -> None:
    """Read the words that `load.c` reads, and do the same."""
    port, pid, active, in_flight, _idle, warm_up, seconds, mode, request = sys.argv[1:]
    plan = Plan(
        int(port), int(pid), int(active), int(in_flight), mode == "churn", request.encode() + b"\n"
    )
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gc.disable()
    load = Load(plan)
    for _ in range(plan.active):
        load.open()
    if not plan.churn:
        ready = 0
        while ready < plan.active:
            ready += load.step(1)
        print("open", flush=True)
        if not sys.stdin.readline():
            return
        load.talk()
    load.run(float(warm_up))
    load.window.measuring = True
    both = os.sched_getaffinity(plan.pid) | os.sched_getaffinity(0)
    before = busy(both), time.clock_gettime(clock_of(plan.pid)), time.process_time()
    passed = load.run(float(seconds))
    after = busy(both), time.clock_gettime(clock_of(plan.pid)), time.process_time()
    all_busy, server, own = (late - early for early, late in zip(before, after, strict=True))
    took = sorted(load.window.took)

    def percentile(share: float) -> float:
        return took[min(int(len(took) * share), len(took) - 1)] * 1e6 if took else 0.0

    print(
        json.dumps(
            {
                "requests": len(took),
                "seconds": passed,
                "server_cpu": server,
                "load_cpu": own,
                "busy_cpu": all_busy,
                "p50_us": percentile(0.5),
                "p99_us": percentile(0.99),
                "p999_us": percentile(0.999),
            }
        )
    )


if __name__ == "__main__":
    main()
