"""TLS as bytes in and bytes out: handshakes, alerts and faults, with no driver."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from helpers.sessions import give_eof, take
from helpers.tls_client import TlsClient, new_game
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.tls_session import TlsSession

if TYPE_CHECKING:
    from helpers.certificates import Authority
    from helpers.tls_client import TlsPair


def test_nothing_is_said_before_the_handshake(serving: ssl.SSLContext) -> None:
    server = TlsSession(new_game(), serving)
    assert server.handshaking
    assert server.wants_input
    assert not server.finished
    assert take(server) == b""


def test_bytes_that_come_with_the_end_of_the_handshake_are_not_lost(
    serving: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    """They wait until the session inside begins, and it may speak first."""
    server = TlsSession(new_game(), serving)
    client = TlsClient(server, trusting)
    with pytest.raises(ssl.SSLWantReadError):
        client.tls.do_handshake()
    client.give()
    if trusting.maximum_version is ssl.TLSVersion.TLSv1_2:
        client.shake_hands()  # its server has the last word
        assert client.say(b"50\n") == b"HIGHER 6\n"
    else:
        client.tls.do_handshake()
        client.tls.write(b"50\n")
        assert client.give() == b"GAME 1 100 7\nHIGHER 6\n"


def test_a_client_dismissed_before_the_end_of_the_handshake_hears_of_it_then(
    serving: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    server = TlsSession(new_game(), serving)
    client = TlsClient(server, trusting)
    server.close(ErrorCode.BUSY)
    assert take(server) == b""
    assert not server.finished
    client.shake_hands()
    assert client.heard.startswith(b"ERR busy ")
    assert client.ended
    assert server.finished


def test_a_dismissed_client_is_told_though_unread_bytes_have_come(
    authority: Authority, serving: ssl.SSLContext
) -> None:
    server = TlsSession(new_game(), serving)
    client = TlsClient(server, authority.client())
    server.close(ErrorCode.BUSY)
    with pytest.raises(ssl.SSLWantReadError):
        client.tls.do_handshake()
    client.give()
    client.tls.do_handshake()
    client.tls.write(b"50\n")
    assert client.give().startswith(b"ERR busy ")
    assert client.ended
    assert server.fault is None


@pytest.mark.parametrize(
    ("hello", "alert"),
    [
        (b"UPPER a\n", b""),
        (b"GET / HTTP/1.1\r\n\r\n", b""),
        (b"\x16\x03\x01\x00\x05hello", b"\x15\x03\x03\x00\x02\x02\x0a"),
    ],
    ids=["text", "http", "bad hello"],
)
def test_a_hello_that_is_none_is_a_fault(
    serving: ssl.SSLContext, hello: bytes, alert: bytes
) -> None:
    server = TlsSession(new_game(), serving)
    server.receive_data(hello)
    assert take(server) == alert
    assert server.finished
    assert not server.wants_input
    assert isinstance(server.fault, ssl.SSLError)
    server.receive_data(hello)
    assert take(server) == b""


@pytest.mark.parametrize("said", [b"", b"\x16\x03\x01"], ids=["nothing", "half a record"])
def test_an_end_within_the_handshake_is_a_fault(serving: ssl.SSLContext, said: bytes) -> None:
    server = TlsSession(new_game(), serving)
    server.receive_data(said)
    assert give_eof(server) == b""
    assert isinstance(server.fault, ssl.SSLEOFError)
    assert server.finished
    assert server.handshaking


def test_a_client_that_does_not_trust_the_certificate_says_so(
    authority: Authority, trusting: ssl.SSLContext
) -> None:
    server = TlsSession(new_game(), authority.server("elsewhere.example"))
    client = TlsClient(server, trusting)
    with pytest.raises(ssl.SSLCertVerificationError):
        client.shake_hands()
    with pytest.raises(ssl.SSLError):
        client.give()
    assert server.fault is not None
    assert "ALERT" in server.fault.reason


def test_a_client_with_no_version_in_common_is_told_so(authority: Authority) -> None:
    context = authority.server()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    old = authority.client()
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    server = TlsSession(new_game(), context)
    with pytest.raises(ssl.SSLError, match="ALERT_PROTOCOL_VERSION"):
        TlsClient(server, old).shake_hands()
    assert server.fault is not None
    assert server.fault.reason == "UNSUPPORTED_PROTOCOL"


def test_a_record_that_somebody_changed_is_a_fault_and_the_peer_is_told(text: TlsPair) -> None:
    client, server = text.client, text.server
    record = bytearray(client.encrypted(b"UPPER a\n"))
    record[-1] ^= 1
    with pytest.raises(ssl.SSLError, match="ALERT_BAD_RECORD_MAC"):
        client.give(bytes(record))
    assert server.finished
    assert not server.wants_input
    assert server.fault is not None
    assert text.inside.messages == 0
    assert text.server.traffic(0)[0] == 0


def test_plain_text_amid_tls_is_a_fault(text: TlsPair) -> None:
    with pytest.raises(ssl.SSLError):
        text.client.give(b"UPPER a\n")
    assert text.server.fault is not None
    assert text.server.finished
