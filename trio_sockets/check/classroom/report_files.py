"""Names of the report files that go back to the students."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from trio_sockets.protocol.unseen import UNSEEN

_LONGEST = 120
"""The most bytes of a stem: a file system allows 255 for the whole name."""

_DEVICE = re.compile(r"(con|prn|aux|nul|conin|conout|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
"""Names that Windows reserves for devices, with any suffix."""

_MARKED = re.compile(r"-[0-9a-f]{8}$")


def file_stems(names: Iterable[str]) -> dict[str, str]:
    """Return the stem of each submission's report files, without program and suffix.

    A stem is safe for a shell, a URL and other systems. All stems differ even if case and Unicode
    composition are ignored, as on macOS and Windows: names that would clash get a distinguishing
    mark.

    :param names: the folder names of all submissions.
    """
    names = set(names)
    alike = Counter(map(_folded, map(_plain, names)))
    return {name: _stem(name, alone=alike[_folded(_plain(name))] == 1) for name in names}


def file_name(stem: str, subject: str) -> str:
    """Return the name of a report's file, without a suffix.

    :param stem: see `file_stems`.
    """
    return f"{stem}.{subject.replace(' ', '-')}"


def _stem(name: str, *, alone: bool) -> str:
    plain = _plain(name)
    if plain != name or not alone or _MARKED.search(plain):
        mark = sha256(name.encode(errors="surrogateescape")).hexdigest()[:8]
        plain = f"{plain}-{mark}".lstrip("-")
    return f"_{plain}" if _DEVICE.match(plain) else plain


def _plain(name: str) -> str:
    seen = "".join("/" if character in UNSEEN else character for character in name)
    plain = re.sub(r"[^\w.-]+", "_", seen).strip("._-")
    return plain.encode()[:_LONGEST].decode(errors="ignore")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
