"""The server's certificate, from files that may be renewed while it is in use."""

import ssl
from pathlib import Path
from typing import Never, final

import structlog


class CertificateError(Exception):
    """A certificate cannot be used. Its text is one line that says why."""


@final
class Certificate:
    """A certificate with its key, and the TLS context that shows it: TLS 1.2 and up.

    :param chain: a PEM file: the certificate, then those that lead to its authority.
    :param key: a PEM file with the private key; None if it is in the first one.
    :raises CertificateError: a file cannot be read, or they do not belong together.
    :ivar context: for the server, from first to last. What `reload` loads shows through it.
    """

    def __init__(self, chain: Path, key: Path | None = None) -> None:
        self._chain = chain
        self._key = key
        self._log = structlog.get_logger()
        self.context = self._current = self._load()
        self.context.sni_callback = self._show

    def reload(self) -> None:
        """Read the files anew, for the handshakes to come; if they are bad, keep what there is."""
        try:
            self._current = self._load()
        except CertificateError as error:
            self._log.error("certificate kept", reason=str(error))
        else:
            self._log.info("certificate reloaded", file=str(self._chain))

    def _show(self, tls: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        # Loading into a context that is in use would not do: a key of another kind would stand
        # beside the old one, and a chain whose key is wrong would stay without any.
        tls.context = self._current

    def _load(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        for path in (self._chain, self._key or self._chain):
            try:
                path.open("rb").close()  # as OpenSSL does not say which one it was
            except OSError as error:
                raise CertificateError(f"cannot read {path}: {error.strerror}") from error
        try:
            context.load_cert_chain(self._chain, self._key, password=_no_password)
        except ssl.SSLError as error:
            raise CertificateError(self._hint(error)) from error
        return context

    def _hint(self, error: ssl.SSLError) -> str:
        key = self._key or self._chain
        if error.reason == "KEY_VALUES_MISMATCH":
            return f"the key in {key} is not that of the certificate in {self._chain}"
        if self._key is None:
            return f"{key} holds no certificate in PEM with its key: is the key in another file?"
        return f"{self._chain} holds no certificate in PEM, or {key} no key"


def _no_password() -> Never:
    # OpenSSL would ask for it on the terminal, and wait there.
    raise CertificateError("the key is encrypted: a server has nobody to ask for its password")
