"""The alarms of the fast path: they ring in order, and those of clients that have gone do not."""

import math

import pytest

from trio_sockets.server.fast_path.alarms import SPARE, Alarms


class Client:
    """Notes when its alarm rings."""

    alarm = math.inf

    def __init__(self) -> None:
        self.rung: list[float] = []

    def ring(self, now: float) -> None:
        self.rung.append(now)


@pytest.fixture
def clients() -> dict[int, Client]:
    return {3: Client(), 4: Client()}


def test_alarms_ring_in_their_order_and_once(clients: dict[int, Client]) -> None:
    alarms = Alarms(clients)
    alarms.set(3, clients[3], 2)
    alarms.set(4, clients[4], 1)
    assert alarms.next == 1
    alarms.ring(1)
    assert (clients[3].rung, clients[4].rung) == ([], [1])
    assert alarms.next == 2
    alarms.ring(5)
    alarms.ring(6)
    assert clients[3].rung == [5]
    assert alarms.next == math.inf


def test_an_alarm_moves_to_earlier_but_not_to_later(clients: dict[int, Client]) -> None:
    alarms = Alarms(clients)
    alarms.set(3, clients[3], 5)
    alarms.set(3, clients[3], 9)
    assert alarms.next == 5
    alarms.set(3, clients[3], 2)
    alarms.ring(2)
    alarms.ring(5)
    assert clients[3].rung == [2]


def test_no_alarm_rings_for_a_client_that_has_gone(clients: dict[int, Client]) -> None:
    alarms = Alarms(clients)
    gone = clients.pop(3)
    alarms.set(3, gone, 1)
    clients[3] = Client()  # it got the same descriptor
    alarms.ring(1)
    assert not gone.rung
    assert not clients[3].rung


def test_alarms_of_clients_that_have_gone_are_forgotten(clients: dict[int, Client]) -> None:
    alarms = Alarms(clients)
    alarms.set(3, clients[3], 2)
    for number in range(10 * SPARE):
        clients[9] = Client()
        alarms.set(9, clients[9], 1000 - number / 10**6)
    del clients[9]
    assert len(alarms) <= 2 * SPARE
    alarms.ring(2000)
    assert clients[3].rung == [2000]
