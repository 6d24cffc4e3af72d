"""Tells which program of this machine listens at a port."""

import contextlib

import psutil

from trio_sockets.words import Words, say


def holder_of(port: int) -> Words | None:
    """Name the program that listens at a port, as far as the system tells; None if none listens."""
    try:
        held = [
            each
            for each in psutil.net_connections("tcp")
            if each.status == psutil.CONN_LISTEN and each.laddr and each.laddr.port == port
        ]
    except (psutil.Error, OSError):  # macOS tells it only to root
        return None
    if not held:
        return None
    pid = held[0].pid
    with contextlib.suppress(psutil.Error):
        if pid is not None:
            return say("{name}, process {pid}", name=psutil.Process(pid).name(), pid=pid)
    return say("a program of another user")
