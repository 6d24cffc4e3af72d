"""Certificates of an authority that lives as long as a soak."""

import ssl
from pathlib import Path
from typing import final

import trustme

HOST = "127.0.0.1"


@final
class Authority:
    """Issues the certificate of the server that speaks TLS, as often as it is renewed.

    :param path: of the PEM file that holds it, with its key.
    """

    def __init__(self, path: Path) -> None:
        self._authority = trustme.CA()
        self.path = path
        self.renew()

    def renew(self) -> None:
        """Put another certificate in the place of the last one."""
        certificate = self._authority.issue_cert(HOST)
        new = self.path.with_suffix(".new")
        certificate.private_key_and_cert_chain_pem.write_to_path(str(new))
        new.replace(self.path)

    def client_context(self) -> ssl.SSLContext:
        """Return the context of a client that trusts this authority alone."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._authority.configure_trust(context)
        return context
