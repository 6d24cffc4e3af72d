"""Request targets: the path that a request names, in any of the four forms.

The forms are those of RFC 9112, section 3.2. Paths are normalised by RFC 3986, section 6.2.2, so
that each path has one spelling here.
"""

import re

ASTERISK = "*"
"""The path of ``OPTIONS *``: the server as a whole."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)://([^/?]*)(.*)", re.DOTALL)
_HOST = re.compile(
    r"(\[[0-9A-Fa-f:.]+\]|\[v[0-9A-Fa-f]+\.[\w.~!$&'()*+,;=:\-]+\]|([\w.~!$&'()*+,;=\-]|%[0-9A-Fa-f]{2})*)"
    r"(:[0-9]*)?",
    re.ASCII,
)
"""``uri-host [ ":" port ]`` (RFC 9110, 7.2; RFC 3986, 3.2.2)."""

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[\w.~\-]", re.ASCII)


class TargetError(Exception):
    """A request target is invalid here. The text is one line for the client.

    :ivar status: the status code of the response.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def is_host(value: str) -> bool:
    """Return whether the value of a ``Host`` field is valid; it may be empty (RFC 9110, 7.2)."""
    return _HOST.fullmatch(value) is not None


def parse_target(method: str, target: str) -> str:
    """Return the normalised path that a target names, without its query; or `ASTERISK`.

    :param method: the request's method: each form is allowed for some methods only.
    :param target: the target in the request line, in visible ASCII.
    :raises TargetError: 400 if the target has none of the forms, or one that its method does not
        allow; 421 if its scheme is https, as this server has no TLS (RFC 9110, 7.4).
    """
    if "#" in target:
        raise TargetError(400, "a request target has no fragment")
    if target == ASTERISK:
        if method != "OPTIONS":
            raise TargetError(400, f"* is a target of OPTIONS only, not of {method}")
        return ASTERISK
    if target.startswith("/"):
        return _normalised(target)
    absolute = _SCHEME.fullmatch(target)
    if absolute is None:
        raise TargetError(400, "write the request target as /PATH")
    scheme, authority, rest = absolute.groups()
    if not authority or not is_host(authority):  # or it has userinfo: RFC 9110, 4.2.4
        raise TargetError(400, "the request target has no host")
    match scheme.lower():
        case "http":
            pass
        case "https":
            raise TargetError(421, "here is plain http, without TLS")
        case _:
            raise TargetError(400, "the request target's scheme is not http")
    if method == "OPTIONS" and not rest:  # ``OPTIONS *`` by a proxy (RFC 9112, 3.2.4)
        return ASTERISK
    return _normalised(rest if rest.startswith("/") else "/" + rest)


def _normalised(target: str) -> str:
    path = target.partition("?")[0]
    if _BAD_ESCAPE.search(path):
        raise TargetError(400, "a % in the path is not followed by two hexadecimal digits")
    kept: list[str] = []
    *folders, last = _ESCAPE.sub(_unescaped, path).split("/")[1:]
    for segment in folders:
        _descend(kept, segment)
    if last in {".", ".."}:
        _descend(kept, last)
        last = ""
    return "/" + "/".join([*kept, last])


def _descend(kept: list[str], segment: str) -> None:
    """Apply one segment of a path: ``.`` stays where it is, ``..`` goes up (RFC 3986, 5.2.4)."""
    if segment == "..":
        del kept[-1:]
    elif segment != ".":
        kept.append(segment)


def _unescaped(escape: re.Match[str]) -> str:
    """Decode an escape of an unreserved character; keep any other, in upper case."""
    character = chr(int(escape[1], 16))
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()
