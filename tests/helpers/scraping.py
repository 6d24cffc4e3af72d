"""Reading a server's metrics as Prometheus does."""

from typing import final

from prometheus_client.parser import text_string_to_metric_families

from helpers.command import Server
from helpers.support import receive_all
from helpers.waiting import patience
from trio_sockets import Address, TcpAddress, open_stream
from trio_sockets.metrics.exposition import PREFIX


@final
class Scrape:
    """The samples of one answer."""

    def __init__(self, text: str) -> None:
        self.families = list(text_string_to_metric_families(text))
        self._samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in self.families
            for sample in family.samples
        }

    def get(self, name: str, **labels: str) -> float:
        """Return a number, by its name without the prefix; 0 if it is not there."""
        return self._samples.get((PREFIX + name, frozenset(labels.items())), 0)


def pages_of(running: Server) -> TcpAddress:
    return running.addresses["metrics"]


async def answer(address: Address, path: str, method: str = "GET") -> tuple[int, bytes]:
    """Return the status and the body of an HTTP answer."""
    request = f"{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
    return parse(await exchange(address, request.encode()))


async def exchange(address: Address, request: bytes) -> bytes:
    async with await open_stream(address) as stream:
        await stream.send_all(request)
        with patience():
            return await receive_all(stream)


def parse(said: bytes) -> tuple[int, bytes]:
    head, _, body = said.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


async def scrape(address: Address) -> Scrape:
    status, body = await answer(address, "/metrics")
    assert status == 200
    return Scrape(body.decode())
