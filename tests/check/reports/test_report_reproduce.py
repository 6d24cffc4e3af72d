"""From a conversation to the command that has it once more, to the letter."""

import ast
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets import TcpAddress, UnixAddress
from trio_sockets.check.model.transcript import (
    Conversation,
    Ended,
    Event,
    HalfClosed,
    Left,
    Received,
    Refused,
    Reset,
    Sent,
    Silence,
)
from trio_sockets.check.reports.reproduce import reproduce
from trio_sockets.check.reports.shell import literal, printf

HERE = TcpAddress("127.0.0.1", 4000)


def command(*conversations: list[Event], place: int = 0, listens: bool = False) -> str | None:
    made = [Conversation(tuple(events)) for events in conversations]
    return reproduce(made, place, HERE, listens=listens)


def python(*lines: str) -> str:
    return "\n".join(["python3 -c '", *lines, "'"])


@pytest.mark.parametrize(
    ("events", "right"),
    [
        pytest.param(
            [Sent(0.0, "UPPER hé\n".encode()), Received(0.1, b"?\n")],
            r"(printf 'UPPER h\303\251\n'; sleep 2) | nc -w 2 127.0.0.1 4000",
            id="a reply is awaited",
        ),
        pytest.param(
            [Sent(0.0, b"UPPER x"), HalfClosed(0.1), Ended(0.2)],
            "printf 'UPPER x' | nc -N 127.0.0.1 4000",
            id="it half-closed",
        ),
        pytest.param(
            [Sent(0.0, b"UP"), Sent(0.1, b"PER x\r"), HalfClosed(0.1)],
            r"(printf 'UP'; sleep 0.2; printf 'PER x\r') | nc -N 127.0.0.1 4000",
            id="pieces",
        ),
        pytest.param(
            [Received(0.0, b"GAME 1 100 7\n"), Sent(0.1, b"-5\n"), Silence(2.0, 2.0)],
            r"(printf -- '-5\n'; sleep 2) | nc -w 2 127.0.0.1 4000",
            id="what looks like an option",
        ),
        pytest.param([Silence(2.0, 2.0)], "(sleep 2) | nc -w 2 127.0.0.1 4000", id="nothing sent"),
        pytest.param([Refused(0.0, "refused")], "nc -zv 127.0.0.1 4000", id="refused"),
        pytest.param(
            [Sent(0.0, b"hello world, hello\n"), Sent(0.1, b"hello world, again\n"), Ended(1.0)],
            "(printf 'hello world, hello\\n'; sleep 0.2\n"
            " printf 'hello world, again\\n'\n"
            " sleep 2) | nc -w 2 127.0.0.1 4000",
            id="a long one has lines",
        ),
        pytest.param(
            [Sent(0.0, b"a\n"), Reset(0.1)],
            python(
                "import socket",
                'a = socket.create_connection(("127.0.0.1", 4000), 2)',
                r'a.sendall(b"a\n")',
                "print(a.recv(65536))",
            ),
            id="nc would hide an RST",
        ),
        pytest.param(
            [Sent(0.0, b"it's"), Left(0.1, rudely=True)],
            python(
                "import socket, struct",
                'a = socket.create_connection(("127.0.0.1", 4000), 2)',
                r'a.sendall(b"it\x27s")',
                'a.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))',
                "a.close()",
            ),
            id="an RST of ours",
        ),
        pytest.param(
            [*(Sent(0.1 * n, bytes([byte])) for n, byte in enumerate(b"UPPER abcdefgh\n"))],
            python(
                "import socket, time",
                'a = socket.create_connection(("127.0.0.1", 4000), 2)',
                r'for byte in b"UPPER abcdefgh\n":',
                "    a.sendall(bytes([byte]))",
                "    time.sleep(0.1)",
            ),
            id="byte by byte",
        ),
        pytest.param(
            [*(Sent(0.1 * n, b"x\n" * 9000) for n in range(64)), Silence(9.0, 0.5, blocked=True)],
            python(
                "import socket",
                'a = socket.create_connection(("127.0.0.1", 4000), 2)',
                "try:",
                "    for _ in range(64):",
                r'        a.sendall(b"x\n" * 9000)',
                "except TimeoutError:",
                '    print("it is not read")',
            ),
            id="never reading",
        ),
        pytest.param(
            [Sent(0.0, b"UPPER " + b"z" * 70_000 + b"\n"), Ended(1.0)],
            python(
                "import socket",
                'a = socket.create_connection(("127.0.0.1", 4000), 2)',
                r'a.sendall(b"UPPER " + b"z" * 70000 + b"\n")',
                "print(a.recv(65536))",
            ),
            id="much, but of one kind",
        ),
    ],
)
def test_one_conversation(events: list[Event], right: str) -> None:
    assert command(events) == right


def test_much_that_goes_both_ways_is_read_while_it_is_sent() -> None:
    data = bytes(n * n % 251 for n in range(2**16)) + bytes(range(256))
    back = [Received(0.1, data[:40_000]), Received(0.2, b"x")]
    written = command([Sent(0.0, data), *back, Ended(1)])
    assert written
    assert f"data = random.randbytes({len(data)})" in written
    assert "import random, socket, threading" in written


def test_one_client_after_another_is_two_commands() -> None:
    served: list[Event] = [Sent(0.0, b"a\n"), Received(0.1, b"a\n"), Left(0.2, rudely=False)]
    assert command(served, [Refused(0.3, "refused")], place=1) == (
        "(printf 'a\\n'; sleep 2) | nc -w 2 127.0.0.1 4000\nnc -zv 127.0.0.1 4000"
    )


def test_who_was_served_needs_no_others() -> None:
    before: list[Event] = [Sent(0.0, b"a\n"), Left(0.2, rudely=True)]
    served: list[Event] = [Sent(0.3, b"b\n"), Received(0.4, b"?\n")]
    assert command(before, served, place=1) == ("(printf 'b\\n'; sleep 2) | nc -w 2 127.0.0.1 4000")


def test_two_at_once_are_written_in_the_order_of_what_happened() -> None:
    silent: list[Event] = [Sent(0.5, b"a\n"), Received(0.6, b"a\n")]
    waiting: list[Event] = [Sent(0.1, b"b\n"), Silence(2.1, 2.0)]
    assert command(silent, waiting, place=1) == python(
        "import socket",
        'a = socket.create_connection(("127.0.0.1", 4000), 2)',
        'b = socket.create_connection(("127.0.0.1", 4000), 2)',
        r'b.sendall(b"b\n")',
        r'a.sendall(b"a\n")',
        "print(a.recv(65536))",
        "print(b.recv(65536))",
    )


def test_many_at_once_are_a_loop() -> None:
    crowd: list[list[Event]] = [
        [Sent(0.1 + n / 1000, b"a\n"), Silence(2.1, 2.0)] for n in range(50)
    ]
    assert command(*crowd, place=30) == python(
        "import socket",
        "many = []",
        "for _ in range(50):",
        '    a = socket.create_connection(("127.0.0.1", 4000), 2)',
        "    many.append(a)",
        "for a in many:",
        r'    a.sendall(b"a\n")',
        "for a in many:",
        "    print(a.recv(65536))",
    )


def test_many_in_turn_are_a_loop() -> None:
    leaving: list[list[Event]] = [[Left(n / 10, rudely=False)] for n in range(5)]
    last: list[Event] = [Sent(1.0, b"a\n"), Silence(3.0, 2.0)]
    assert command(*leaving, last, place=5) == python(
        "import socket",
        "for _ in range(5):",
        '    a = socket.create_connection(("127.0.0.1", 4000), 2)',
        "    a.close()",
        'b = socket.create_connection(("127.0.0.1", 4000), 2)',
        r'b.sendall(b"a\n")',
        "print(b.recv(65536))",
    )


def test_a_client_is_given_a_server() -> None:
    events: list[Event] = [Sent(0.0, b"GAME 1 100 7\n"), Received(0.1, b"50"), Sent(0.2, b"?")]
    assert command(events, listens=True) == python(
        "import socket",
        'door = socket.create_server(("127.0.0.1", 4000), family=socket.AF_INET)',
        "door.settimeout(60)",
        "a = door.accept()[0]",
        "a.settimeout(60)",
        r'a.sendall(b"GAME 1 100 7\n")',
        "print(a.recv(65536))",
        'a.sendall(b"?")',
    )


def test_other_addresses() -> None:
    plain = [Conversation((Sent(0.0, b"a"), Ended(0.1)))]
    reset = [Conversation((Sent(0.0, b"a"), Reset(0.1)))]
    odd = UnixAddress("/tmp/it's here")
    assert str(reproduce(plain, 0, odd)).endswith("""| nc -w 2 -U '/tmp/it'"'"'s here'""")
    assert r'a.connect("/tmp/it\u0027s here")' in str(reproduce(reset, 0, odd))
    six = TcpAddress("::1", 4000)
    assert str(reproduce(plain, 0, six)).endswith("| nc -w 2 ::1 4000")
    assert 'socket.create_connection(("::1", 4000), 2)' in str(reproduce(reset, 0, six))


def test_there_is_none_that_nobody_would_paste() -> None:
    assert command([Sent(n / 10, b"%d" % n * 99) for n in range(100)]) is None
    assert command(place=1) is None


@given(st.binary(max_size=600))
def test_any_bytes_are_what_they_were(data: bytes) -> None:
    written = literal(data)
    if not written.startswith("random"):
        assert eval(written) == data
    assert "'" not in written
    ast.parse(written)


@pytest.mark.parametrize("data", [bytes(range(256)), b"-n", b"%s\\n'\"$(x)`\n", b"", b"\\0101"])
def test_a_shell_prints_them_too(data: bytes) -> None:
    for shell in ("sh", "bash"):
        done = subprocess.run([shell, "-c", printf(data)], capture_output=True, check=True)
        assert done.stdout == data
