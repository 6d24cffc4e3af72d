"""The work every peer does: one reply to one line. And how a peer is started.

The reply is what the measured load needs and no more: UTF-8 both ways, the commands of the lab
sheet, a bounded line. This server does more a line (blanks, HELP, an error budget, counts); peers
are not asked for it, so a ratio is never in its favour for want of work.
"""

import argparse
import resource
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime

MAX_LINE = 1024
"""Bytes a line may hold."""

IDLE_TIMEOUT = 300.0
"""Seconds without a message after which a client is dropped."""

BACKLOG = 4096
"""Connections that may wait to be accepted, the same for all."""

RECEIVE_SIZE = 8192
"""Bytes taken in at once where a peer has no habit of its own."""

TOO_LONG = b"ERR line-too-long\n"


def reply(line: bytes) -> bytes:
    """Return the reply to one line, its LF gone from the line and there in the reply."""
    if len(line) > MAX_LINE:
        return TOO_LONG
    try:
        command, _, argument = line.decode().partition(" ")
    except UnicodeDecodeError:
        return b"ERR bad-encoding\n"
    command = command.upper()
    if command == "UPPER":
        return argument.upper().encode() + b"\n"
    if command == "LOWER":
        return argument.lower().encode() + b"\n"
    if command.startswith("DATENOW"):
        return b"%d\n" % time.time() if argument else datetime.now(UTC).isoformat().encode() + b"\n"
    return b"ERR unknown-command\n"


@dataclass(frozen=True, slots=True)
class Options:
    """What a peer is told on its command line."""

    port: int
    timeout: float | None
    tls: ssl.SSLContext | None


def options(arguments: list[str] | None = None) -> Options:
    """Read the command line, and take every file descriptor there is to have."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--no-timeout", action="store_true")
    parser.add_argument("--tls", metavar="PEM", help="a certificate and its key")
    told = parser.parse_args(arguments)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    context = None
    if told.tls is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(told.tls)
    return Options(told.port, None if told.no_timeout else IDLE_TIMEOUT, context)


def listening(port: int) -> None:
    """Say that clients may come."""
    print(f"listening on {port}", flush=True)
