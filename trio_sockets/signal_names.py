"""The names of signals."""

import signal

_NAMES = {number.value: number.name for number in signal.Signals}


def signal_name(number: int) -> str | None:
    """Return a signal's name; None if it has none, as most real-time signals.

    >>> signal_name(15)
    'SIGTERM'
    """
    return _NAMES.get(number)
