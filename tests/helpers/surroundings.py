"""The surroundings of a test, the same for every caller: variables, umask, limits, signals."""

import atexit
import os
import shutil
import signal
import sys
import tempfile
import time

KEPT = (
    *("PATH", "PYTHONPATH"),
    # No program of Windows starts without these.
    *("PATHEXT", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "TEMP", "TMP"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),  # where a Python of one's own has its libraries
)
"""Variables that say where programs and the package under test are."""

KEPT_TOOLS = ("COVERAGE_", "PYTEST_", "ZOO_")
"""What the names of variables begin with that speak to the tests themselves."""

DESCRIPTORS = 4096
"""Open files that every test may count on where the hard limit allows as many.

`helpers.descriptors` has those that want more than a user's usual 1,024 say so.
"""


def settle() -> None:
    """Make this process, and so all that its tests start, independent of who runs the tests.

    To be called once, before any test: it forgets the caller's locale, language, time zone,
    colours, terminal, home, umask and ignored signals.
    """
    _settle_environment()
    os.umask(0o022)
    if sys.platform != "win32":
        time.tzset()
        _settle_signals()
        _settle_limits()


def _settle_environment() -> None:
    if sys.platform != "win32":
        # Elsewhere names may be longer than a Unix socket's may be, or have spaces.
        tempfile.tempdir = "/tmp"
    home = tempfile.mkdtemp(prefix="home-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in KEPT or name.startswith(KEPT_TOOLS)
    }
    os.environ.clear()
    # No LOGNAME: the names of pytest's folders in a shared /tmp have to be the user's own.
    os.environ.update(kept, LANG="C.UTF-8", TZ="UTC", TERM="xterm-256color")
    os.environ.update(HOME=home, USERPROFILE=home)


def _settle_signals() -> None:
    # Programs inherit what is ignored: SIGINT in a shell's background, SIGHUP under nohup.
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT, signal.SIGTSTP):
        if signal.getsignal(number) is signal.SIG_IGN:
            default = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
            signal.signal(number, default)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _settle_limits() -> None:
    import resource  # noqa: PLC0415 - Windows has none

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
