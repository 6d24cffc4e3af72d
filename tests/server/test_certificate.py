"""The server's certificate: read, renewed while in use, or refused with a line that says why."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trio
import trustme
from structlog.testing import capture_logs
from trio.testing import memory_stream_pair

from helpers.certificates import HOST, Authority
from trio_sockets.server.peers.certificate import Certificate, CertificateError
from trio_sockets.tls import TlsStream


async def is_trusted(certificate: Certificate, authority: Authority) -> bool:
    """Return whether who trusts this authority alone trusts a server with this certificate."""
    near, far = memory_stream_pair()
    server = TlsStream(far, certificate.context, server_side=True)
    client = TlsStream(near, authority.client(), server_hostname=HOST)
    trusted = False

    async def shake_hands(stream: TlsStream, *, is_client: bool) -> None:
        nonlocal trusted
        try:
            await stream.do_handshake()
            trusted = trusted or is_client
        except trio.BrokenResourceError:
            await trio.aclose_forcefully(stream)

    async with trio.open_nursery() as nursery:
        for stream in (server, client):
            nursery.start_soon(lambda s: shake_hands(s, is_client=s is client), stream)
    await trio.aclose_forcefully(server)
    await trio.aclose_forcefully(client)
    return trusted


@pytest.mark.parametrize("key_type", list(trustme.KeyType))
async def test_what_is_reloaded_is_what_the_next_client_sees(
    authority: Authority, tmp_path: Path, key_type: trustme.KeyType
) -> None:
    """Also with a key of another kind: the old one is not shown any more to anybody."""
    other = Authority()
    path = tmp_path / "both.pem"
    path.write_bytes(authority.issue())
    certificate = Certificate(path)
    context = certificate.context
    assert await is_trusted(certificate, authority)
    path.write_bytes(other.issue(key_type=key_type))
    assert await is_trusted(certificate, authority)
    with capture_logs() as logs:
        certificate.reload()
    assert certificate.context is context
    assert await is_trusted(certificate, other)
    assert not await is_trusted(certificate, authority)
    assert [(log["log_level"], log["event"]) for log in logs] == [("info", "certificate reloaded")]


async def test_a_broken_file_keeps_the_old_one_and_is_one_error_line(
    authority: Authority, tmp_path: Path
) -> None:
    path = tmp_path / "both.pem"
    path.write_bytes(authority.issue())
    certificate = Certificate(path)
    path.write_bytes(authority.issue()[:-200])
    with capture_logs() as logs:
        certificate.reload()
    assert await is_trusted(certificate, authority)
    assert [(log["log_level"], log["event"]) for log in logs] == [("error", "certificate kept")]
    assert str(path) in logs[0]["reason"]


def test_what_is_wrong_with_the_files_is_said(authority: Authority, tmp_path: Path) -> None:
    good, other, junk = (tmp_path / name for name in ("good.pem", "other.pem", "junk.pem"))
    good.write_bytes(authority.issue())
    other.write_bytes(authority.issue())
    junk.write_text("not PEM")
    for chain, key, hint in (
        (tmp_path / "none.pem", None, "cannot read .*none.pem: No such file"),
        (good, tmp_path / "none.pem", "cannot read .*none.pem: No such file"),
        (tmp_path, None, "cannot read .*: Is a directory"),
        (junk, None, "junk.pem holds no certificate in PEM with its key"),
        (junk, good, "junk.pem holds no certificate in PEM, or .*good.pem no key"),
        (good, other, "the key in .*other.pem is not that of the certificate in .*good.pem"),
    ):
        with pytest.raises(CertificateError, match=hint):
            Certificate(chain, key)


def test_an_encrypted_key_is_refused_without_asking(authority: Authority, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as pem  # noqa: PLC0415 - trustme's

    path, locked = tmp_path / "good.pem", tmp_path / "locked.pem"
    path.write_bytes(authority.issue())
    key = pem.load_pem_private_key(path.read_bytes(), None)
    secret = pem.BestAvailableEncryption(b"secret")
    locked.write_bytes(
        key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.TraditionalOpenSSL, secret)
    )
    with pytest.raises(CertificateError, match="the key is encrypted"):
        Certificate(path, locked)


def test_a_key_that_openssl_finds_too_weak_is_called_that(tmp_path: Path) -> None:
    path = tmp_path / "weak.pem"
    path.write_bytes(weak_certificate())
    with pytest.raises(CertificateError, match=r"in .*weak\.pem is too weak for OpenSSL \(.+\)$"):
        Certificate(path)


def weak_certificate() -> bytes:
    from cryptography import x509  # noqa: PLC0415 - trustme's
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives import serialization as pem  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "weak")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    private = key.private_bytes(
        pem.Encoding.PEM, pem.PrivateFormat.TraditionalOpenSSL, pem.NoEncryption()
    )
    return private + builder.sign(key, hashes.SHA256()).public_bytes(pem.Encoding.PEM)
