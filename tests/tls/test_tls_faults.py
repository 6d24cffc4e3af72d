"""What is said of a handshake that failed, also where OpenSSL says nothing."""

import ssl

import pytest

from trio_sockets.tls_faults import client_fault, server_fault, speaks_no_tls

NO_ISSUER = "unable to get local issuer certificate"
NOTHING_IN_COMMON = "it has no version of TLS, or no cipher, in common with us"
SILENT = "OpenSSL does not say why"


def fault(reason: str | None, kind: type[ssl.SSLError] = ssl.SSLError) -> ssl.SSLError:
    error = kind(1, "in OpenSSL's words (_ssl.c:1006)")
    vars(error)["reason"] = reason  # typeshed does not know that there may be none
    return error


def distrust(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "in OpenSSL's words (_ssl.c:1006)")
    error.verify_code, error.verify_message = code, NO_ISSUER
    return error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (fault(None), "the TLS handshake failed (OpenSSL does not say why)"),
        (ssl.SSLError(1, "made by Python"), "the TLS handshake failed (OpenSSL does not say why)"),
        (fault("BAD_SIGNATURE"), "the TLS handshake failed (BAD_SIGNATURE)"),
        (
            fault(None, ssl.SSLEOFError),
            "it closed during the TLS handshake: does it speak TLS?",
        ),
        (
            fault(None, ssl.SSLZeroReturnError),
            "it closed during the TLS handshake: does it speak TLS?",
        ),
        (fault("HTTP_REQUEST"), "it does not speak TLS: is that the right port?"),
        (
            fault("TLSV13_ALERT_CERTIFICATE_REQUIRED"),
            "it wants a certificate of the client, and there is none to show",
        ),
        (
            fault("SSL/TLS_ALERT_PROTOCOL_VERSION"),
            f"{NOTHING_IN_COMMON} (SSL/TLS_ALERT_PROTOCOL_VERSION)",
        ),
        (distrust(10), "its certificate has expired: it needs a new one"),
        (distrust(9), "its certificate is not valid yet: are both clocks right?"),
        (distrust(62), "its certificate is not for host.example: use a name that it is for"),
        (distrust(64), "its certificate is not for host.example: use a name that it is for"),
        (
            distrust(20),
            f"its certificate is not trusted ({NO_ISSUER}): name its authority with --ca",
        ),
        (
            ssl.SSLCertVerificationError(1, "made by Python"),
            f"its certificate is not trusted ({SILENT}): name its authority with --ca",
        ),
        (ConnectionResetError(), "it reset the connection during the TLS handshake"),
        (None, "it reset the connection during the TLS handshake"),
    ],
)
def test_a_client_has_a_sentence_for_every_fault(
    error: BaseException | None, sentence: str
) -> None:
    assert client_fault(error, "host.example", authority="--ca").read() == sentence


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (fault(None), "the TLS handshake failed (OpenSSL does not say why)"),
        (ssl.SSLError(1, "made by Python"), "the TLS handshake failed (OpenSSL does not say why)"),
        (fault("BAD_SIGNATURE"), "the TLS handshake failed (BAD_SIGNATURE)"),
        (fault(None, ssl.SSLEOFError), "the client closed during the TLS handshake"),
        (fault(None, ssl.SSLZeroReturnError), "the client closed during the TLS handshake"),
        (fault("HTTP_REQUEST"), "the client does not speak TLS (HTTP_REQUEST)"),
        (
            fault("UNSUPPORTED_PROTOCOL"),
            "no version of TLS, or no cipher, in common with the client (UNSUPPORTED_PROTOCOL)",
        ),
        (
            fault("TLSV1_ALERT_UNKNOWN_CA"),
            "the client does not trust the certificate (TLSV1_ALERT_UNKNOWN_CA)",
        ),
        (
            fault("TLSV1_ALERT_USER_CANCELLED"),
            "the client refused the TLS handshake (TLSV1_ALERT_USER_CANCELLED)",
        ),
    ],
)
def test_a_server_has_a_sentence_for_every_fault(error: ssl.SSLError, sentence: str) -> None:
    assert server_fault(error) == sentence


def test_only_what_is_not_tls_counts_as_no_tls() -> None:
    assert speaks_no_tls(fault("WRONG_VERSION_NUMBER"))
    for error in (fault(None), fault("BAD_SIGNATURE"), fault(None, ssl.SSLEOFError), OSError()):
        assert not speaks_no_tls(error)
