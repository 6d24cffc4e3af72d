"""The server's certificate, from files that may be renewed while it is in use."""

import ssl
from pathlib import Path
from typing import Never, final

from trio_sockets.event_log import EventLog
from trio_sockets.system_errors import reason_of
from trio_sockets.words import ReadableError, Words, say

_TOO_WEAK = {"EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK"}
"""Errors of SSL_CTX_use_certificate(3): the security level forbids such a key, or such a hash."""


class CertificateError(ReadableError):
    """A certificate cannot be used. Its text is one line that says why."""


@final
class Certificate:
    """A certificate with its key, and a TLS context that presents it, for TLS 1.2 and later.

    :param chain: a PEM file: the certificate, then those that lead to its authority.
    :param key: a PEM file with the private key; None if the key is in the first file.
    :raises CertificateError: a file cannot be read, or key and certificate do not match.
    :ivar context: the server's context. It stays the same object; after `reload`, it presents
        the new certificate.
    """

    def __init__(self, chain: Path, key: Path | None = None) -> None:
        self._chain = chain
        self._key = key
        self._log = EventLog()
        self.context = self._current = self._load()
        self.context.sni_callback = self._show

    def reload(self) -> None:
        """Reload the files for new handshakes; if they are bad, log that and keep the old ones."""
        try:
            self._current = self._load()
        except CertificateError as error:
            self._log.error("certificate kept", reason=str(error))
        else:
            self._log.info("certificate reloaded", file=str(self._chain))

    def _show(self, tls: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        # Do not load into a context that is in use: a key of another kind would be added beside
        # the old one, and a chain with the wrong key would leave the context without any key.
        tls.context = self._current

    def _load(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_RENEGOTIATION  # the default of OpenSSL 3
        for path in (self._chain, self._key or self._chain):
            try:
                path.open("rb").close()  # OpenSSL does not say which file it was
            except OSError as error:
                raise CertificateError(
                    say("cannot read {file}: {reason}", file=str(path), reason=reason_of(error))
                ) from error
        try:
            context.load_cert_chain(self._chain, self._key, password=_no_password)
        except ssl.SSLError as error:
            raise CertificateError(self._hint(error)) from error
        return context

    def _hint(self, error: ssl.SSLError) -> Words:
        chain, key = str(self._chain), str(self._key or self._chain)
        if error.reason == "KEY_VALUES_MISMATCH":
            return say(
                "the key in {key} is not that of the certificate in {chain}", key=key, chain=chain
            )
        if error.reason in _TOO_WEAK:
            return say(
                "the certificate in {chain} is too weak for OpenSSL ({reason})",
                chain=chain,
                reason=error.reason,
            )
        if self._key is None:
            return say(
                "{file} holds no certificate in PEM with its key: is the key in another file?",
                file=key,
            )
        return say("{chain} holds no certificate in PEM, or {key} no key", chain=chain, key=key)


def _no_password() -> Never:
    # By default, OpenSSL would ask for the password on the terminal, and wait.
    raise CertificateError(say("the key is encrypted: a server has nobody to ask for its password"))
