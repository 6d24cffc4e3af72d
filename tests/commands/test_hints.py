"""What the commands say where no server listens."""

import socket

import pytest

from trio_sockets import parse_address
from trio_sockets.client.errors import ConnectError, NobodyListensError
from trio_sockets.commands.hints import is_this_machine, suggesting_a_server
from trio_sockets.words import say


def told(address: str, service: str, *, secure: bool = False) -> str:
    where = parse_address(address)
    with (
        pytest.raises(ConnectError) as caught,
        suggesting_a_server(where, service, secure=secure),
    ):
        raise NobodyListensError(where, say("nobody listens there"))
    return str(caught.value)


@pytest.mark.parametrize(
    ("address", "service", "command"),
    [
        (":50009", "game", "serve"),
        ("localhost:50010", "race", "serve"),
        (":50007", "game", "serve game@:50007"),
        ("localhost:7000", "text", "serve text@:7000"),
        ("0.0.0.0:7000", "text", "serve text@:7000"),
        ("127.0.0.2:50009", "game", "serve game@127.0.0.2:50009"),
        ("unix:/tmp/a b.sock", "race", "serve 'race@unix:/tmp/a b.sock'"),
    ],
)
def test_a_command_starts_a_server_where_none_was(address: str, service: str, command: str) -> None:
    words = told(address, service)
    assert words.endswith(
        f": nobody listens there: to start a server, type in another terminal: "
        f"trio-sockets {command}"
    )
    assert words.count("\n") == 0


@pytest.mark.parametrize("address", ["lab.example:50009", "192.0.2.1:50009", "[2001:db8::1]:50009"])
def test_a_server_on_another_machine_is_not_for_us_to_start(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    looked_up = socket.getaddrinfo

    def numeric_only(host: str, port: int, *, type: int, flags: int) -> object:  # noqa: A002 - its
        assert flags & socket.AI_NUMERICHOST  # else a name would be looked up
        return looked_up(host, port, type=type, flags=flags)

    monkeypatch.setattr(socket, "getaddrinfo", numeric_only)
    assert not is_this_machine(parse_address(address))
    assert told(address, "game").endswith("nobody listens there: is the server running?")


def test_a_server_with_tls_takes_more_than_one_command() -> None:
    assert told(":50009", "game", secure=True).endswith("is the server running?")
