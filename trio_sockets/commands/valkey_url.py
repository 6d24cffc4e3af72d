"""Addresses of Valkey, as options have them."""

from urllib.parse import urlsplit

SCHEMES = {"redis", "rediss", "unix"}
FORMS = "redis://HOST:PORT, rediss://HOST:PORT or unix:///PATH"


def is_url(words: str) -> bool:
    """Return whether these words are meant as an address, and not as a file's path."""
    return "://" in words


def is_valkey_url(words: str) -> bool:
    """Return whether Valkey can be at an address."""
    try:
        parts = urlsplit(words)
        parts.port  # noqa: B018 - it raises if that is no number
        there = parts.path if parts.scheme == "unix" else parts.hostname
    except ValueError:
        return False
    return bool(there) and parts.scheme in SCHEMES
