"""The ends of connections: which are two of one connection, and which are forgotten."""

from trio_sockets.trace.model.ends import KEPT, Ends, Finish, Moment, SocketEnd

SERVER, CLIENT = "127.0.0.1:50009", "127.0.0.1:40001"


def close(end: SocketEnd) -> None:
    end.finishes.append(Finish(Moment(1.0, 0), "close", seen=True))


def test_a_long_run_forgets_its_oldest_closed_sockets_and_no_open_one() -> None:
    ends = Ends()
    still_open = ends.make("server", 0, 0)
    last = 5 * KEPT
    for socket in range(1, last + 1):
        close(ends.make("server", socket, 0))
    assert len(list(ends)) <= 2 * KEPT
    assert ends.get("server", 0) is still_open
    assert ends.get("server", 1) is None
    assert ends.get("server", last) is not None


def test_a_forgotten_end_is_not_taken_for_the_peer_of_a_new_connection() -> None:
    """The system gives a port to one client after another."""
    ends = Ends()
    old = ends.make("client", 0, 1)
    ends.name(old, CLIENT, SERVER)
    close(old)
    for socket in range(1, 2 * KEPT + 1):
        close(ends.make("client", socket, 1))
    server, new = ends.make("server", 1, 0), ends.make("client", 2 * KEPT + 1, 1)
    ends.name(server, SERVER, CLIENT)
    before = server.other
    assert before is None
    ends.name(new, CLIENT, SERVER)
    assert (server.other, new.other) == (new, server)
