"""A file for each report of a class, to hand back to its student."""

import re
from hashlib import sha256

_LONGEST = 80


def file_name(name: str, subject: str) -> str:
    """Return a file's name for a report, without a suffix: it holds nothing that a shell, a URL or
    another system would trip over, and no two names give the same.

    :param name: of the submission; any folder's.
    """
    plain = re.sub(r"[^\w.-]+", "_", name).strip("._-")[:_LONGEST]
    if plain != name:
        plain += f"-{sha256(name.encode(errors='surrogateescape')).hexdigest()[:8]}"
    return f"{plain.lstrip('-')}.{subject.replace(' ', '-')}"
