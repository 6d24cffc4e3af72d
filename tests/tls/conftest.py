"""Contexts and pairs of TLS for the tests without a driver."""

import ssl

import pytest

from helpers.certificates import Authority
from helpers.tls_client import TlsPair, new_game, new_text

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture(scope="module")
def serving(authority: Authority) -> ssl.SSLContext:
    """Return the context of the server."""
    return authority.server()


@pytest.fixture(params=VERSIONS)
def trusting(request: pytest.FixtureRequest, authority: Authority) -> ssl.SSLContext:
    """Return the context of a client, of one version of TLS or the other."""
    context = authority.client()
    context.maximum_version = request.param
    return context


@pytest.fixture
def text(serving: ssl.SSLContext, trusting: ssl.SSLContext) -> TlsPair:
    return TlsPair(new_text(), serving, trusting)


@pytest.fixture
def game(serving: ssl.SSLContext, trusting: ssl.SSLContext) -> TlsPair:
    return TlsPair(new_game(), serving, trusting)
