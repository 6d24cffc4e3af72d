"""Addresses as a person writes them."""

import pytest

from trio_sockets import Address, Parameters, TcpAddress, UnixAddress, all_services, parse_address
from trio_sockets.services import parse_endpoint


@pytest.mark.parametrize(
    ("text", "address", "written"),
    [
        ("localhost:50007", TcpAddress("localhost", 50007), "localhost:50007"),
        ("0.0.0.0:1", TcpAddress("0.0.0.0", 1), "0.0.0.0:1"),
        (":50007", TcpAddress("127.0.0.1", 50007), "127.0.0.1:50007"),
        (":0", TcpAddress("127.0.0.1", 0), "127.0.0.1:0"),
        ("[::1]:65535", TcpAddress("::1", 65535), "[::1]:65535"),
        ("unix:/tmp/x:1.sock", UnixAddress("/tmp/x:1.sock"), "unix:/tmp/x:1.sock"),
        ("unix:relative", UnixAddress("relative"), "unix:relative"),
    ],
)
def test_an_address_is_read_and_written(text: str, address: Address, written: str) -> None:
    assert parse_address(text) == address
    assert str(address) == written
    assert parse_address(written) == address


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("50007", "'50007' is no address: write :50007"),
        ("localhost", "'localhost' is no address: write localhost:PORT"),
        ("::1:50007", r"write an IPv6 host as \[::1\]:50007"),
        ("host:", "a number from 0 to 65535 after the colon"),
        ("host:http", "a number from 0 to 65535 after the colon"),
        ("host:65536", "a number from 0 to 65535 after the colon"),
        ("host:-1", "a number from 0 to 65535 after the colon"),
        ("host:٣", "a number from 0 to 65535 after the colon"),
        ("unix:", "write unix:PATH"),
        ("unix:a\0b", "write unix:PATH"),
        ("unix:" + 108 * "a", "at most 107 bytes"),
        ("", "is no address"),
    ],
)
def test_what_is_none_says_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint) as caught:
        parse_address(text)
    assert "\n" not in str(caught.value)


def test_a_service_alone_is_at_its_own_port_on_this_machine() -> None:
    services = all_services()
    written = [str(parse_endpoint(name, services)) for name in services]
    assert written == [
        *("echo@127.0.0.1:50007", "text@127.0.0.1:50008", "game@127.0.0.1:50009"),
        "race@127.0.0.1:50010",
    ]
    assert str(parse_endpoint("echo@unix:/tmp/x", services)) == "echo@unix:/tmp/x"


def test_a_service_that_is_not_there_says_which_are() -> None:
    with pytest.raises(ValueError, match="no service 'chat': choose from echo, text, game"):
        parse_endpoint("chat@:0", all_services())


def test_secrets_are_drawn_from_the_whole_range_and_seeds_repeat_them() -> None:
    def secrets(seed: int | None) -> list[bytes]:
        game = all_services(Parameters(-1, 2, 1), seed=seed)["game"]
        return [game.session().receive_data(b"-1\n") for _ in range(200)]

    assert set(secrets(None)) == {b"WIN 1\n", b"LOSE 0\n", b"LOSE 1\n", b"LOSE 2\n"}
    assert secrets(1) == secrets(1) != secrets(2)
