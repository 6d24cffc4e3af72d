"""Finds what the source of a program says of its address: ports and hosts."""

import ipaddress
import re
from pathlib import Path

from trio_sockets.check.classroom.submissions.handed_in import handed_in
from trio_sockets.check.classroom.submissions.languages import SUFFIXES

MOST_PORTS = 12
"""The most ports that are tried: a source has other numbers, too."""

_LONGEST = 128 * 1024
_FILES = 60
_NUMBER = re.compile(r"(?<![\w.])(\d[\d_]{3,5})(?![\w.])")
_ADDRESS = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.])")
_ABOUT_PORTS = re.compile(r"port|puerto|connect|bind|listen|socket|addr|serv", re.IGNORECASE)
_PORTS = range(1024, 2**16)
_SIZES = {2**n for n in range(10, 17)} | {65535, 1500, 5000, 10000}
"""Numbers that are rather lengths of buffers."""


def source_of(folder: Path) -> str:
    """Return the sources of a submission, one after the other; empty if none can be read."""
    texts = []
    try:
        files = [file for file in handed_in(folder) if file.suffix and file.suffix in SUFFIXES]
        for file in files[:_FILES]:
            if file.suffix != ".jar":
                with (folder / file.name).open("rb") as source:
                    texts.append(source.read(_LONGEST).decode(errors="replace"))
    except OSError:
        pass
    return "\n".join(texts)


def ports_in(source: str) -> list[int]:
    """Return the numbers that may be ports, the likeliest first, at most `MOST_PORTS`.

    A line that speaks of ports or sockets tells more than others, and a power of two less.
    """
    ranked: dict[int, tuple[bool, bool]] = {}
    for line in source.splitlines():
        elsewhere = _ABOUT_PORTS.search(line) is None
        for found in _NUMBER.findall(line):
            port = int(found.replace("_", ""))
            if port in _PORTS:
                rank = (port in _SIZES, elsewhere)
                ranked[port] = min(rank, ranked.get(port, rank))
    return sorted(ranked, key=lambda port: ranked[port])[:MOST_PORTS]


def other_hosts_in(source: str) -> list[str]:
    """Return the addresses of other machines that a source names, each once."""
    hosts = []
    for found in dict.fromkeys(_ADDRESS.findall(source)):
        try:
            address = ipaddress.IPv4Address(found)
        except ValueError:
            continue
        if not (address.is_loopback or address.is_unspecified or found == "255.255.255.255"):
            hosts.append(found)
    return hosts
