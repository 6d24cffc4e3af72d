"""What TLS takes for a client is free as soon as the client has gone."""

import gc
import ssl
from collections.abc import Iterator

import pytest
from trio.testing import wait_all_tasks_blocked

from helpers.certificates import HOST, Authority
from helpers.support import InMemory, receive_all
from trio_sockets import Limits
from trio_sockets.tls import TlsStream


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def of_servers() -> int:
    """Return how many objects of OpenSSL there are at a server's end."""
    found = [one for one in gc.get_objects() if isinstance(one, ssl.SSLObject) and one.server_side]
    return len(found)


@pytest.mark.usefixtures("no_collector")
async def test_no_connection_waits_for_the_garbage_collector(
    in_memory: InMemory, authority: Authority
) -> None:
    limits = Limits(clients=1)
    async with in_memory("text", tls=authority.server(), limits=limits) as (_, listener):
        server = listener.connect
        async with TlsStream(await server(), authority.client(), server_hostname=HOST) as client:
            await client.send_all(b"UPPER a\n")
            assert await client.receive_some() == b"A\n"
            async with TlsStream(await server(), authority.client(), server_hostname=HOST) as late:
                assert (await receive_all(late)).startswith(b"ERR busy ")
            assert of_servers() > 0
        stranger = await server()
        await stranger.send_all(b"UPPER a\n")
        assert await receive_all(stranger) == b""
        await wait_all_tasks_blocked()
        assert of_servers() == 0
