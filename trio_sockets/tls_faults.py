"""Failed TLS handshakes, as sentences for a person or a log. No Trio, no connection.

OpenSSL's own reason is often missing, and its words differ between versions. So it is only added,
in parentheses, for whom it helps.
"""

import ssl

from trio_sockets.words import Words, say

_NO_REASON = say("OpenSSL does not say why")

_NOT_YET_VALID, _EXPIRED = 9, 10
_WRONG_HOST = {62, 64}  # by its name, by its IP address
"""Codes of X509_STORE_CTX_get_error(3)."""

_NO_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "UNKNOWN_PROTOCOL"}
_NOTHING_IN_COMMON = {
    "NO_CIPHERS_AVAILABLE",
    "NO_PROTOCOLS_AVAILABLE",
    "NO_SHARED_CIPHER",
    "NO_SUITABLE_SIGNATURE_ALGORITHM",
    "UNSUPPORTED_PROTOCOL",
    "VERSION_TOO_LOW",
}
_OF_VERSIONS = ("PROTOCOL_VERSION", "INSUFFICIENT_SECURITY")
_OF_DISTRUST = ("UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN", "CERTIFICATE_EXPIRED")
"""OpenSSL's reasons; of alerts (RFC 8446, section 6.2) what they end in, as what they begin with
differs.
"""


_DISTRUST = {
    words.english: words
    for words in (
        say("self-signed certificate"),
        say("self-signed certificate in certificate chain"),
        say("unable to get local issuer certificate"),
        say("unable to get issuer certificate"),
        say("unable to verify the first certificate"),
        say("invalid CA certificate"),
    )
}
"""The commonest messages of X509_verify_cert_error_string(3)."""


def speaks_no_tls(error: BaseException | None) -> bool:
    """Return whether the peer has said something that is not TLS."""
    return _reason(error) in _NO_TLS


def client_fault(error: BaseException | None, host: str, *, authority: str) -> Words:
    """Return what a client has to say of a handshake that failed, and of the server.

    :param error: why it failed: an `ssl.SSLError`, or another if the connection broke.
    :param host: the server's, as the client named it.
    :param authority: by what the client is told whose certificates to trust.
    """
    match error:
        case ssl.SSLCertVerificationError():
            return _distrust(error, host, authority)
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return say("it closed during the TLS handshake: does it speak TLS?")
        case ssl.SSLError():
            return _refusal(_reason(error))
        case _:
            return say("it reset the connection during the TLS handshake")


def server_fault(error: ssl.SSLError) -> str:
    """Return what a server has to say of a handshake that failed, and of the client."""
    reason = _reason(error)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return "the client closed during the TLS handshake"
    if reason in _NO_TLS:
        return f"the client does not speak TLS ({reason})"
    if reason in _NOTHING_IN_COMMON or reason.endswith(_OF_VERSIONS):
        return f"no version of TLS, or no cipher, in common with the client ({reason})"
    if reason.endswith(_OF_DISTRUST):
        return f"the client does not trust the certificate ({reason})"
    if "ALERT" in reason:
        return f"the client refused the TLS handshake ({reason})"
    return _unknown(reason).read()


def _refusal(reason: str) -> Words:
    if reason in _NO_TLS:
        return say("it does not speak TLS: is that the right port?")
    if reason.endswith("CERTIFICATE_REQUIRED"):
        return say("it wants a certificate of the client, and there is none to show")
    if reason in _NOTHING_IN_COMMON or reason.endswith(_OF_VERSIONS):
        return say(
            "it has no version of TLS, or no cipher, in common with us ({reason})", reason=reason
        )
    if "ALERT" in reason:
        return say("it refused the TLS handshake ({reason})", reason=reason)
    return _unknown(reason)


def _unknown(reason: str) -> Words:
    return say("the TLS handshake failed ({reason})", reason=reason or _NO_REASON)


def _reason(error: BaseException | None) -> str:
    # None if OpenSSL has none. An error that was made in Python has no such attribute.
    return getattr(error, "reason", None) or "" if isinstance(error, ssl.SSLError) else ""


def _distrust(error: ssl.SSLCertVerificationError, host: str, authority: str) -> Words:
    code = getattr(error, "verify_code", 0)
    if code == _EXPIRED:
        return say("its certificate has expired: it needs a new one")
    if code == _NOT_YET_VALID:
        return say("its certificate is not valid yet: are both clocks right?")
    if code in _WRONG_HOST:
        return say("its certificate is not for {host}: use a name that it is for", host=host)
    message = getattr(error, "verify_message", None) or ""
    return say(
        "its certificate is not trusted ({reason}): name its authority with {option}",
        reason=_DISTRUST.get(message, message or _NO_REASON),
        option=authority,
    )
