"""The install command of the extra that an option needs.

No index of packages has this one, so that a bare ``pip install 'trio-sockets[scores]'`` finds
nothing: pip's own record of where it was installed from (PEP 610) says what does.
"""

import json
import shlex
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.words import Words, say

PACKAGE = "trio-sockets"


def missing_extra(user: str, module: str | None, extra: str) -> UsageError:
    """Return what to raise for a module that is not installed.

    :param user: the option or command that wants it.
    :param module: the module that failed to import.
    :param extra: the extra that brings it.
    """
    hint = install_hint(extra, _record(), sys.executable or "python3")
    words = say("{user} needs {module}: {hint}", user=user, module=module or "", hint=hint)
    return UsageError(words)


def install_hint(extra: str, record: Mapping[str, Any], python: str) -> Words:
    """Return what adds an extra to an installation.

    :param record: its ``direct_url.json``; an empty one if it has none.
    :param python: the program of its Python: the pip that the path has may be another's.
    """
    pip = shlex.join([python, "-m", "pip", "install"])
    url = str(record.get("url", ""))
    if "vcs_info" in record:
        kind = record["vcs_info"].get("vcs", "git")
        return _command(f"{pip} {shlex.quote(f'{PACKAGE}[{extra}] @ {kind}+{url}')}")
    if urlsplit(url).scheme != "file":
        command = f"{pip} {shlex.quote(f'.[{extra}]')}"
        return say("in a clone of it, {command}", command=command)
    editable = " -e" if record.get("dir_info", {}).get("editable") else ""
    place = url2pathname(urlsplit(url).path)
    return _command(f"{pip}{editable} {shlex.quote(f'{place}[{extra}]')}")


def _command(words: str) -> Words:
    return say("{words}", words=words)


def _record() -> Mapping[str, Any]:
    try:
        found = json.loads(distribution(PACKAGE).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError, OSError):
        return {}
    return found if isinstance(found, dict) else {}
