"""What the tests of one connection share."""

from collections.abc import AsyncIterator

import pytest
from trio.testing import memory_stream_pair

from helpers.support import needs_epoll, plain_socket_pair, running_pump
from server.served import Served, ServeOne
from trio_sockets import Connection, Deadlines
from trio_sockets.protocol.session import Session
from trio_sockets.server.fast_path.fast import FastConnection


@pytest.fixture(params=["general", pytest.param("fast", marks=needs_epoll)])
async def serve_one(request: pytest.FixtureRequest) -> AsyncIterator[ServeOne]:
    """Connect a client to a session over one path or the other.

    A pair of Unix sockets is as good as memory for the mock clock: what one sends is there for the
    other at once.
    """
    if request.param == "general":

        def serve(session: Session, deadlines: Deadlines) -> Served:
            client, server = memory_stream_pair()
            return Served(client, Connection(server, session, deadlines))

        yield serve
        return
    async with running_pump() as pump:

        def serve_fast(session: Session, deadlines: Deadlines) -> Served:
            near, far = plain_socket_pair()
            return Served(near, FastConnection(far, session, deadlines, pump))

        yield serve_fast
