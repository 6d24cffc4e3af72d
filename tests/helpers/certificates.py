"""Certificates for the tests, of an authority that nobody else knows."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import final

import trustme

HOST = "localhost"
NAMES = (HOST, "127.0.0.1", "::1")


@final
class Authority:
    """Issues certificates, and makes the contexts of who trusts them."""

    def __init__(self) -> None:
        self._ca = trustme.CA()

    def issue(self, *names: str, key_type: trustme.KeyType = trustme.KeyType.ECDSA) -> bytes:
        """Return a PEM with a certificate and its key; for this machine, unless names are given."""
        leaf = self._ca.issue_cert(*(names or NAMES), key_type=key_type)
        return leaf.private_key_and_cert_chain_pem.bytes()

    def server(self, *names: str, expired: bool = False) -> ssl.SSLContext:
        """Return a server's context."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        end = datetime.now(UTC) - timedelta(days=1) if expired else None
        self._ca.issue_cert(*(names or NAMES), not_after=end).configure_cert(context)
        return context

    def client(self) -> ssl.SSLContext:
        """Return the context of a client that trusts this authority alone."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._ca.configure_trust(context)
        return context

    def write(self, path: Path) -> Path:
        """Write the authority's own certificate, for who is to trust it."""
        self._ca.cert_pem.write_to_path(str(path))
        return path
