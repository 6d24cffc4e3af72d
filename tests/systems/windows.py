"""``trio-sockets`` on a Python that has no more than one on Windows has, as far as we can tell.

``python windows.py WORDS...`` runs one command line. Without words, it reads a JSON list of command
lines from standard input, and writes a JSON list of what each gave: exit code, output, errors.

Libraries are imported before Python loses what is Unix's: they are as they are on this system.
"""

import asyncio  # noqa: F401 - this and others below: so that they are here already
import io
import json
import os
import pkgutil
import shutil
import signal
import socket
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import partial
from importlib import import_module
from types import SimpleNamespace
from typing import Any

LIBRARIES = (
    *("apsw", "apsw.ext", "coredis", "cyclopts", "cyclopts.config", "cyclopts.types"),
    *("cyclopts.validators", "dateutil.parser", "getpass", "h11", "jinja2", "mmap", "outcome"),
    *("prometheus_client", "psutil", "rich.console", "rich.progress", "shutil", "structlog"),
    *("subprocess", "tempfile", "trio", "trio.testing"),
)
MODULES = ("fcntl", "grp", "posix", "pwd", "resource", "termios", "tty")
OF_OS = (
    *("WNOHANG", "O_NOCTTY", "O_NONBLOCK", "fork", "getpgid", "geteuid", "getuid", "killpg"),
    *("memfd_create", "nice", "pread", "pwrite", "set_blocking", "setsid", "uname"),
)
OF_SIGNAL = (
    *("SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGQUIT", "SIGSTOP", "SIGTSTP", "SIGUSR2"),
    *("SIGWINCH", "SIGXCPU"),
)
OF_SOCKET = ("AF_UNIX", "TCP_NOTSENT_LOWAT")
UNIX_ALONE = {
    "trio_sockets.client.race.screen",
    "trio_sockets.client.terminal",
    "trio_sockets.workers.launcher",
    "trio_sockets.workers.parent",
    "trio_sockets.workers.worker",
}


def become_windows() -> None:
    for name in LIBRARIES:
        import_module(name)
    break_signal = signal.SIGUSR1  # stands for Ctrl-Break, which Unix does not have
    # Trio wakes itself by a pair of sockets, which Windows has without that family.
    socket.socketpair = partial(socket.socketpair, socket.AF_UNIX)
    sys.platform = "win32"
    modules: dict[str, Any] = sys.modules
    modules.update(dict.fromkeys(MODULES))  # None: to import it is an ImportError
    for module, names in ((os, OF_OS), (signal, OF_SIGNAL), (socket, OF_SOCKET)):
        for name in names:
            with suppress(AttributeError):  # not every Unix has all of them
                delattr(module, name)
    vars(signal)["SIGBREAK"] = break_signal
    # From Python 3.12 on, `shutil.which` asks Windows whether programs are found in this folder.
    vars(shutil)["_winapi"] = SimpleNamespace(NeedCurrentDirectoryForExePath=lambda _word: True)


def import_all() -> None:
    import trio_sockets  # noqa: PLC0415 - not before Python is what it is to be

    for module in pkgutil.walk_packages(trio_sockets.__path__, "trio_sockets."):
        if module.name not in UNIX_ALONE | {"trio_sockets.__main__"}:
            import_module(module.name)
    assert not UNIX_ALONE & sys.modules.keys()


def run(words: list[str]) -> tuple[int, str, str]:
    from trio_sockets.cli import main  # noqa: PLC0415 - likewise

    sys.argv[1:] = words
    code: int | str | None = None
    with redirect_stdout(io.StringIO()) as output, redirect_stderr(io.StringIO()) as errors:
        try:
            main()
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return code, output.getvalue(), errors.getvalue()


if __name__ == "__main__":
    become_windows()
    if sys.argv[1:]:
        from trio_sockets.cli import main

        main()
    import_all()
    json.dump([run(words) for words in json.load(sys.stdin)], sys.stdout)
