"""HTTP/1.1 on one connection of an origin server: bytes in, requests out, response bytes back.

This is pure. h11 does the framing of messages; this module does what h11 leaves to its user, by RFC
9110 (the meaning of methods and fields) and RFC 9112 (the syntax). Each request is parsed by an
`h11.Connection` of its own, so that this module handles the bytes between requests.
"""

import re
from collections.abc import Callable, Collection
from email.utils import formatdate
from http import HTTPStatus
from typing import TypeAlias, final

import h11

from trio_sockets.web.page import PLAIN, Page, one_line
from trio_sockets.web.target import ASTERISK, TargetError, is_host, parse_target

MAX_LINE = 8000
"""Most bytes of a request line; a server should accept so many (RFC 9112, 3)."""

MAX_HEAD = 16 * 1024
"""Most bytes of a request line and its header fields."""

MAX_BODY = 64 * 1024
"""Most bytes of a request's content, which is read and ignored, so that the connection can serve
the next request. If there are more, the connection is closed."""

ALLOW = "GET, HEAD, OPTIONS"
_REFUSED = frozenset({"CONNECT", "DELETE", "PATCH", "POST", "PUT", "TRACE"})
"""Known methods that no page allows: 405. Unknown ones are not implemented: 501 (RFC 9110, 9.1)."""

_BLANK = re.compile(rb"\n\r?\n")
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]")
_LINE = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [\x21-\x7e]+ HTTP/[0-9]\.[0-9]\r?\n")

RequestOrRefusal: TypeAlias = str | Page
"""The path of the page for a GET or HEAD; or the response, if no page is needed for it."""


def any_host(_host: str) -> bool:
    """Accept every host as a name of this server."""
    return True


@final
class HttpSession:
    """Reads requests, and writes their responses, until it is `finished`.

    The caller sends the bytes from `respond` before it asks for the next request. So pipelined
    requests wait, and the server does not read from a client that does not read.

    :param paths: the paths of the pages.
    :param is_own: returns whether a host, without its port, is a name of this server. This prevents
        DNS rebinding: pages of a site whose name points here must not read ours.
    """

    def __init__(self, paths: Collection[str], is_own: Callable[[str], bool] = any_host) -> None:
        self._paths = paths
        self._is_own = is_own
        self._buffer = bytearray()  # received after the current request
        self._searched = 0  # bytes of the buffer without a blank line
        self._eof = False
        self._http: h11.Connection | None = None  # None between requests
        self._asked: RequestOrRefusal | None = None  # until the end of its content
        self._content = 0
        self._head_only = False
        self._last = False  # the connection closes after the next response
        self.finished = False
        """Whether there are no more responses: half-close, and wait shortly for the peer's FIN."""

    def receive_data(self, data: bytes | bytearray) -> None:
        """Take bytes, in pieces of any size; empty bytes are the end of the input."""
        if not data:
            self._eof = True
        if self._http is None:
            self._buffer += data
        else:
            self._http.receive_data(bytes(data))

    def next_request(self) -> RequestOrRefusal | None:
        """Return the next request, for which the caller must call `respond`.

        Return None if more bytes are needed, or if the session is `finished`.
        """
        if self.finished:
            return None
        try:
            if self._http is None:
                self._asked = self._head()
            return self._asked if self._whole() else None
        except h11.RemoteProtocolError as error:
            return self._refusal(error.error_status_hint, "the request is malformed")

    def time_out(self) -> Page | None:
        """Return the response to a request that took too long; None if it had not begun."""
        begun = self._http is not None or self._buffer
        return self._refusal(408, "the request did not come in time") if begun else None

    def respond(self, page: Page, now: float) -> bytes:
        """Return the bytes of the response, and go on to the next request.

        :param page: the response.
        :param now: seconds since the epoch, for the field ``Date``.
        """
        http = self._http or h11.Connection(h11.SERVER)
        body = b"" if self._head_only else page.body
        headers = [("Date", formatdate(now, usegmt=True)), ("Cache-Control", "no-store")]
        if page.body:
            headers.append(("Content-Type", page.content_type))
        if body == page.body or (self._http and self._asked):  # h11 must have seen the HEAD
            headers.append(("Content-Length", str(len(page.body))))
        if page.allow is not None:
            headers.append(("Allow", page.allow))
        headers += page.headers
        if self._last:
            headers.append(("Connection", "close"))
        reason = HTTPStatus(page.status).phrase.encode()
        parts = (
            h11.Response(status_code=page.status, reason=reason, headers=headers),
            h11.Data(data=body),
            h11.EndOfMessage(),
        )
        answer = b"".join([http.send(part) or b"" for part in parts])
        self.finished = http.our_state is not h11.DONE
        self._buffer[:0] = http.trailing_data[0]
        self._searched = 0
        self._http, self._asked = None, None
        return answer

    def _head(self) -> RequestOrRefusal | None:
        """Parse a head in the buffer; return its request, or None if the head is incomplete."""
        while match := re.match(rb"\r?\n", self._buffer):  # RFC 9112, 2.2
            del self._buffer[: match.end()]
            self._searched = 0
        buffer = self._buffer
        if not buffer or buffer == b"\r":
            self.finished = self._eof
            return None
        self._head_only = buffer.startswith(b"HEAD ")
        if wrong := _wrong_line(buffer):
            return self._refusal(*wrong)
        blank = _BLANK.search(buffer, self._searched)
        if (blank.end() if blank else len(buffer)) > MAX_HEAD:
            return self._refusal(431, f"a request's head has at most {MAX_HEAD} bytes")
        if blank is None:
            self._searched = max(0, len(buffer) - 2)
            return self._refusal(400, "the request has no end") if self._eof else None
        return self._request(blank.end())

    def _request(self, size: int) -> RequestOrRefusal:
        """Parse the complete head.

        :raises h11.RemoteProtocolError: the head is malformed.
        """
        http = self._http = h11.Connection(
            h11.SERVER, max_incomplete_event_size=MAX_HEAD + MAX_BODY
        )
        http.receive_data(bytes(self._buffer[:size]))
        request = http.next_event()
        assert isinstance(request, h11.Request)  # noqa: S101 - the head is complete
        if len(self._buffer) > size:
            http.receive_data(bytes(self._buffer[size:]))
        self._buffer.clear()
        if self._eof:
            http.receive_data(b"")
        self._content = 0
        fields = dict(request.headers)
        return self._misfit(request, fields) or self._routed(request, fields)

    def _misfit(self, request: h11.Request, fields: dict[bytes, bytes]) -> Page | None:
        """Return an error response if the message is unacceptable, whatever it requests."""
        if not request.http_version.startswith(b"1."):
            return self._refusal(505, "this server speaks HTTP/1.1")
        old = request.http_version == b"1.0"
        wrong = self._wrong_host(fields.get(b"host"), old=old)
        if wrong is not None:
            return self._refusal(*wrong)
        if b"transfer-encoding" in fields and (old or b"content-length" in fields):
            return self._refusal(400, "it is unclear where the request ends")  # RFC 9112, 6.1
        expected = fields.get(b"expect", b"").lower()
        if expected and not old:
            # The response is sent at once, so the content may come or not (RFC 9110, 10.1.1).
            self._last = True
            if expected != b"100-continue":
                return self._refusal(417, "the only thing to expect is 100-continue")
        return None

    def _wrong_host(self, field: bytes | None, *, old: bool) -> tuple[int, str] | None:
        if field is None:
            return None if old else (400, "the request has no Host")
        host = field.decode("latin-1")
        if not is_host(host):
            return 400, "the request's Host is none"
        if not self._is_own(_without_port(host)):
            return 421, "this server has another name"
        return None

    def _routed(self, request: h11.Request, fields: dict[bytes, bytes]) -> RequestOrRefusal:
        method = request.method.decode("ascii")
        length = fields.get(b"content-length", b"0")
        self._last = self._last or int(length) > MAX_BODY
        if method == "CONNECT":  # the following bytes are for a tunnel
            self._last = True
            return one_line(405, "here is no proxy", ALLOW)
        if method not in {"GET", "HEAD", "OPTIONS"} | _REFUSED:
            return one_line(501, f"this server has {ALLOW}")
        try:
            path = parse_target(method, request.target.decode("ascii"))
        except TargetError as error:
            return self._refusal(error.status, str(error))
        if path == ASTERISK or (method == "OPTIONS" and path in self._paths):
            return Page(200, PLAIN, b"", ALLOW)
        if path not in self._paths:
            return one_line(404, f"try {', '.join(self._paths)}")
        return one_line(405, f"send {ALLOW}", ALLOW) if method in _REFUSED else path

    def _whole(self) -> bool:
        """Return whether the request is complete, or the rest of it need not be read.

        :raises h11.RemoteProtocolError: the framing is malformed.
        """
        http = self._http
        while http is not None and not self._last:
            event = http.next_event()
            if isinstance(event, h11.EndOfMessage):
                return True
            if not isinstance(event, h11.Data):
                return False
            self._content += len(event.data)
            self._last = self._content > MAX_BODY
        return True

    def _refusal(self, status: int, words: str) -> Page:
        """Return the error response to a bad message. It is the last one on this connection."""
        self._last = True
        return one_line(status, words)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and not port.rstrip("0123456789") else host


def _wrong_line(buffer: bytearray) -> tuple[int, str] | None:
    """Return the error in a request line, as soon as it is certain; None if there is none."""
    if not _TOKEN.match(buffer):  # such as TLS, which may never send a LF
        return 400, "this is no HTTP request"
    end = buffer.find(b"\n") + 1
    if (end or len(buffer)) > MAX_LINE:
        return 414, f"a request line has at most {MAX_LINE} bytes"
    if end and not _LINE.fullmatch(buffer, 0, end):
        return 400, "the request line is not METHOD /PATH HTTP/1.1"
    return None
