"""Telling the service manager how the server is: sd_notify(3)."""

import os
import socket
import sys
from collections.abc import Mapping


def notify(state: str, environment: Mapping[str, str] = os.environ) -> None:
    """Tell the service manager, if there is one that listens. It never waits, and never fails.

    :param state: such as ``READY=1`` or ``STOPPING=1``.
    :param environment: names the manager's socket in ``NOTIFY_SOCKET``.
    """
    path = environment.get("NOTIFY_SOCKET", "")
    if not path.startswith(("/", "@")):
        return
    address = "\0" + path[1:] if path.startswith("@") else path
    if sys.platform != "win32":  # which has no such managers
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.settimeout(0)
                sender.sendto(state.encode(), address)
        except OSError:
            pass  # a manager that does not listen is no reason to serve nobody
