"""The picture as a page in a browser, while it is made: read-only, and bounded.

`trio_sockets.web` bounds clients, requests and times: a reader that does not take its page loses
its connection. The page asks for the picture once a second; without its script, the browser loads
all of it every two.
"""

import base64
import hashlib
import time
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import final

from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.model.recording import Recording
from trio_sockets.trace.views.html import live_script, to_live_page, to_section
from trio_sockets.web.page import Page
from trio_sockets.words import Translate

FRESH = 0.5
"""Seconds that a picture is kept for the next client: to draw it takes time from the tracing."""

_HTML = "text/html; charset=utf-8"
_PAGE, _PICTURE = "/", "/picture"


@final
class LivePage:
    """Has the page of a recording.

    :param is_over: returns whether all programs have ended.
    :param clock: returns seconds since the epoch.
    """

    paths: Sequence[str] = (_PAGE, _PICTURE)
    """Where there is a page: the whole one, and the part of it that changes."""

    def __init__(
        self,
        recording: Recording,
        language: str,
        translate: Translate,
        is_over: Callable[[], bool],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._recording = recording
        self._language = language
        self._translate = translate
        self._is_over = is_over
        self._clock = clock
        self._drawn: dict[str, tuple[float, Page]] = {}

    async def page(self, path: str) -> Page:
        """Return the page at one of the `paths`."""
        now = self._clock()
        drawn_at, page = self._drawn.get(path, (float("-inf"), None))
        if page is None or not 0 <= now - drawn_at < FRESH:
            page = self._draw(path, now)
            self._drawn[path] = now, page
        return page

    def _draw(self, path: str, now: float) -> Page:
        over = self._is_over()
        until = self._recording.last if over else now
        layout = lay_out(self._recording, until)
        notes = [note.text for note in self._recording.notes]
        if path == _PICTURE:
            text = to_section(layout, self._translate, until, notes)
        else:
            text = to_live_page(layout, self._language, self._translate, until, notes, over)
        return Page(200, _HTML, text.encode(), headers=_headers(over=over))


def is_own_name(host: str) -> bool:
    """Return whether a host is an address or ``localhost``: a site elsewhere has another name."""
    name = host.lower().removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _headers(*, over: bool) -> tuple[tuple[str, str], ...]:
    script = base64.b64encode(hashlib.sha256(live_script().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{script}'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return (
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Trace-Over", "1" if over else "0"),
    )
