"""The port that a traced server is given."""

import socket

import pytest

from trio_sockets.trace import ports
from trio_sockets.trace.errors import TraceError
from trio_sockets.trace.ports import PORTS, free_port

HOST = "127.0.0.1"


def test_it_is_no_ephemeral_one() -> None:
    assert free_port(HOST) in PORTS


def test_a_port_that_is_taken_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((HOST, 0)) as other:
        taken = other.getsockname()[1]
        drawn = iter([0, 0, 1])
        monkeypatch.setattr(ports, "PORTS", [taken, 0])  # a port 0 is always free
        monkeypatch.setattr("secrets.randbelow", lambda _: next(drawn))
        assert free_port(HOST) == 0
    assert list(drawn) == []


def test_no_free_port_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((HOST, 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(ports, "PORTS", [taken])
        with pytest.raises(TraceError) as raised:
            free_port(HOST)
    assert raised.value.words.read() == f"no port from {taken} to {taken} is free"
