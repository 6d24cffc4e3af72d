"""An HTTP response, as a value."""

from dataclasses import dataclass
from typing import final

PLAIN = "text/plain; charset=utf-8"


@final
@dataclass(frozen=True, slots=True)
class Page:
    """An HTTP response.

    :param status: the status code.
    :param content_type: the type of the body.
    :param body: the response to a GET; a HEAD gets only its length.
    :param allow: the methods of the path, for the field ``Allow``; None leaves the field out.
    :param headers: further header fields, as names and values.
    """

    status: int
    content_type: str
    body: bytes
    allow: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


def one_line(status: int, words: str, allow: str | None = None) -> Page:
    """Return a page that is one line of text for a person."""
    return Page(status, PLAIN, f"{words}\n".encode(), allow)
