"""Addresses as a person writes them."""

import pytest

from helpers.sessions import give
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
        (63 * "a" + ".example.:1", TcpAddress(63 * "a" + ".example.", 1), 63 * "a" + ".example.:1"),
        ("bücher.example:1", TcpAddress("bücher.example", 1), "bücher.example:1"),
        ("my_service:1", TcpAddress("my_service", 1), "my_service:1"),
        ("[fe80::1%eth0]:1", TcpAddress("fe80::1%eth0", 1), "[fe80::1%eth0]:1"),
        ("unix:///tmp/x", UnixAddress("/tmp/x"), "unix:/tmp/x"),
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
        ("host:" + 5000 * "9", "a number from 0 to 65535 after the colon"),
        ("host:80/", "a number from 0 to 65535 after the colon"),
        (64 * "a" + ".example:1", "has no host: .* in parts of 1 to 63 with dots between them"),
        (".example:1", "has no host: .* in parts of 1 to 63 with dots between them"),
        ("a..b:1", "has no host"),
        (".:1", "has no host"),
        (5 * (60 * "a" + ".") + "b:1", "has no host"),
        ("a\u3002\u3002b:1", "has no host"),  # IDNA's other full stops
        ("a\udcff.example:1", "has no host"),
        ("a\0.example:1", "has no host"),
        ("a b:1", "has no host"),
        ("a\u00a0b:1", "has no host"),
        ("a\x1b[2J:1", "has no host"),
        ("a/b:1", "has no host"),
        (" :1", "has no host"),
        ("*:1", "0.0.0.0:1 is every IPv4 address"),
        ("::1", r"write \[::1\]:PORT"),
        ("::1:5000", r"write \[::1:5000\]:PORT, or \[::1\]:5000"),
        ("[::1]", r"write \[::1\]:PORT"),
        ("[]:1", "no IPv6 address in its brackets"),
        ("[localhost]:1", "no IPv6 address in its brackets"),
        ("[fe80::1%a b]:1", "no IPv6 address in its brackets"),
        ("host:1:2", "is no address: write HOST:PORT, :PORT"),
        ("http://host:1", "is a URL: write HOST:PORT, :PORT"),
        ("redis://:secret@host:1", "an address has no @: write HOST:PORT, :PORT"),
        ("unix:", "write unix:PATH"),
        ("unix://a", "three slashes: write unix:PATH"),
        ("unix:a\0b", "write unix:PATH"),
        ("unix:\0a", "write unix:PATH"),
        ("unix:@a", "write unix:./@a"),
        ("unix:\ud800", "no file has such a name"),
        ("unix:" + 108 * "a", "at most 107 bytes"),
        ("", "is no address"),
    ],
)
def test_what_is_none_says_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint) as caught:
        parse_address(text)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 300
    assert "secret" not in message


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


def test_a_url_is_no_service_and_its_password_is_not_repeated() -> None:
    with pytest.raises(ValueError, match="there is no such service: choose from echo") as caught:
        parse_endpoint("redis://:secret@host:1", all_services())
    assert "secret" not in str(caught.value)


def test_secrets_are_drawn_from_the_whole_range_and_seeds_repeat_them() -> None:
    def secrets(seed: int | None) -> list[bytes]:
        game = all_services(Parameters(-1, 2, 1), seed=seed)["game"]
        return [give(game.session(), b"-1\n") for _ in range(200)]

    ends = {end.removeprefix(b"GAME -1 2 1\n") for end in secrets(None)}
    assert ends == {b"WIN 1\n", b"LOSE 0\n", b"LOSE 1\n", b"LOSE 2\n"}
    assert secrets(1) == secrets(1) != secrets(2)
