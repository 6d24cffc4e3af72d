"""TLS as bytes in and bytes out: conversations, half-closes, ends and counts, with no driver."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.any_service import AnySession, Asked, Plan
from helpers.sessions import end, flush, give_eof, take
from helpers.tls_client import TlsPair, new_game, new_text
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import PIECE

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from helpers.certificates import Authority
    from trio_sockets.protocol.session import Session


def test_a_conversation_and_its_end(game: TlsPair) -> None:
    client, server = game.client, game.server
    assert client.heard == b"GAME 1 100 7\n"
    assert client.say(b"50\n") == b"HIGHER 6\n"
    state = server.messages, server.pending, server.wants_input, server.finished
    assert state == (1, False, True, False)
    assert client.say(b"63\n") == b"WIN 2\n"
    assert client.ended
    assert server.finished
    assert not server.wants_input
    assert (server.fault, server.peer_closed) == (None, False)


def test_a_message_in_many_records_and_many_in_one(text: TlsPair) -> None:
    client, server = text.client, text.server
    assert client.say(b"UPP") == b""
    assert server.pending
    assert server.unterminated
    assert client.say(b"ER a\nUPPER b\nUPPER c") == b"A\nB\n"
    assert (server.pending, server.unterminated) == (True, False)
    records = client.encrypted(b"\n") + client.encrypted(b"UPPER d\n") + client.encrypted(b"U")
    assert client.give(records) == b"C\nD\n"
    assert server.messages == 4


def test_a_record_byte_by_byte(text: TlsPair) -> None:
    record = text.client.encrypted(b"UPPER a\n")
    for byte in record[:-1]:
        assert text.client.give(bytes([byte])) == b""
        assert text.server.wants_input
    assert text.client.give(record[-1:]) == b"A\n"


def test_an_unterminated_message_is_taken_when_it_has_to_be(text: TlsPair) -> None:
    assert text.client.say(b"UPPER a") == b""
    assert text.client.hear(flush(text.server)) == b"A\n"


def test_a_close_notify_is_a_half_close(text: TlsPair) -> None:
    """All is answered, also what no LF ended; then the server announces its own end."""
    client, server = text.client, text.server
    data = client.encrypted(b"UPPER a\nUPPER last") + client.close_notify()
    assert client.give(data) == b"A\nLAST\n"
    assert client.ended
    assert server.peer_closed
    assert server.finished
    assert server.fault is None


def test_what_comes_after_a_close_notify_is_ignored(text: TlsPair) -> None:
    client, server = text.client, text.server
    last = client.encrypted(b"UPPER a\n")
    assert client.give(last + client.close_notify() + b"garbage" + last) == b"A\n"
    assert client.give(b"more garbage") == b""
    assert give_eof(server) == b""
    assert client.ended
    assert server.fault is None
    assert server.traffic(0)[0] == 8


def test_replies_that_take_time_still_come_after_a_close_notify(
    serving: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    asked = Asked()
    pair = TlsPair(AnySession(Plan((3,), frozenset({0})), asked), serving, trusting)
    called: list[bool] = []
    pair.server.on_output = lambda: called.append(True)
    client, server = pair.client, pair.server
    assert client.give(client.encrypted(b"x\n") + client.close_notify()) == b""
    assert not server.wants_input
    assert not server.finished
    asked.answer()
    assert called == [True]
    assert client.hear(take(server)) == b"aaa\n"
    assert client.ended
    assert server.finished


def test_an_end_without_a_close_notify_is_a_cut(text: TlsPair) -> None:
    """Whole lines were answered. One without its end is not, as it may not be all."""
    client, server = text.client, text.server
    assert client.say(b"UPPER a\nUPPER hal") == b"A\n"
    assert give_eof(server) == b""
    assert server.finished
    assert not server.peer_closed
    assert not server.wants_input
    assert server.fault is None
    assert text.inside.messages == 1


def test_a_cut_in_the_middle_of_a_record(text: TlsPair) -> None:
    record = text.client.encrypted(b"UPPER a\n")
    assert text.client.give(record[:-1]) == b""
    assert give_eof(text.server) == b""
    assert text.server.finished
    assert text.inside.messages == 0


def test_the_last_line_ends_it_whatever_comes_behind(text: TlsPair) -> None:
    """What is unread would be a fault to OpenSSL when the end is announced."""
    client, server = text.client, text.server
    data = client.encrypted(b"QUIT\nUPPER a\n") + client.encrypted(b"UPPER b\n")
    assert client.give(data + client.encrypted(b"UPPER c\n")[:-3]) == b"BYE\n"
    assert client.ended
    assert server.finished
    assert server.fault is None
    server.receive_data(b"garbage")
    assert take(server) == b""
    assert server.fault is None


def test_the_server_ends_it(text: TlsPair) -> None:
    client = text.client
    client.say(b"UPPER half")
    assert client.hear(end(text.server, ErrorCode.IDLE_TIMEOUT)).startswith(b"ERR idle-timeout ")
    assert client.ended
    assert text.server.finished


def test_no_bytes_are_nothing(text: TlsPair) -> None:
    text.server.receive_data(b"")
    assert take(text.server) == b""
    assert text.server.wants_input


def test_megabytes_go_both_ways(serving: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    pair = TlsPair(EchoSession(), serving, trusting)
    data = bytes(range(256)) * 100
    for _ in range(40):
        assert (
            b"".join(pair.client.say(data[at : at + 16_000]) for at in range(0, len(data), 16_000))
            == data
        )
    assert pair.server.traffic(0)[0] == 40 * len(data)


@pytest.mark.parametrize("size", [10, 20_000, 100_000])
def test_a_piece_is_no_longer_than_what_tls_adds_to_one(
    serving: ssl.SSLContext, trusting: ssl.SSLContext, size: int
) -> None:
    pair = TlsPair(AnySession(Plan((size,)), Asked()), serving, trusting)
    pair.server.receive_data(pair.client.encrypted(b"x\n" * 20))
    pieces = list(iter(pair.server.data_to_send, b""))
    assert max(map(len, pieces)) <= 1.01 * PIECE
    said = b"".join(pair.client.hear(piece) for piece in pieces)
    assert said == Plan((size,)).whole(20)


def test_counts_are_of_the_conversation_as_far_as_whole_pieces_went_out(text: TlsPair) -> None:
    client, server = text.client, text.server
    assert server.traffic(client.taken) == (0, 0)
    assert not server.lost(client.taken)
    server.receive_data(client.encrypted(b"UPPER a\n"))
    piece = server.data_to_send()
    assert server.traffic(client.taken) == (8, 0)
    assert server.lost(client.taken)
    assert client.hear(piece) == b"A\n"
    assert server.traffic(client.taken) == (8, 2)
    assert not server.lost(client.taken)


def test_an_end_that_could_not_be_sent_loses_nothing(text: TlsPair) -> None:
    client, server = text.client, text.server
    server.receive_data(client.close_notify())
    assert server.data_to_send()
    assert not server.lost(client.taken)


@pytest.mark.parametrize("new", [EchoSession, new_text, new_game])
@settings(deadline=None, max_examples=30)
@given(
    lines=st.lists(st.sampled_from([b"UPPER a\n", b"50\n", b"x", b"\n", b"QUIT\n"]), max_size=12),
    places=st.lists(st.integers(0, 10**4), max_size=12),
)
def test_however_records_are_cut_the_replies_are_those_without_tls(
    authority: Authority,
    serving: ssl.SSLContext,
    new: Callable[[], Session],
    lines: list[bytes],
    places: list[int],
) -> None:
    plain = new()
    wanted = take(plain)
    plain.receive_data(b"".join(lines))
    wanted += take(plain)
    if not plain.finished:
        wanted += give_eof(plain)
    client = TlsPair(new(), serving, authority.client()).client
    records = b"".join(map(client.encrypted, lines)) + client.close_notify()
    edges = sorted({0, len(records), *(place % len(records) for place in places)})
    for start, stop in pairwise(edges):
        client.give(records[start:stop])
    assert client.heard == wanted
    assert client.ended
