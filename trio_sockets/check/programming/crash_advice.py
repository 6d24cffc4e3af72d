"""Advice for a program that crashed, from its error, its signal or its exit code.

Pure, and for servers and clients alike.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from trio_sockets.check.programming.connecting import REFUSED, REUSE_ADDRESS
from trio_sockets.check.programming.crash import Crash
from trio_sockets.check.programming.receiving import END, RESET
from trio_sockets.check.programming.sending import BROKEN_PIPE, SURVIVE_SIGPIPE
from trio_sockets.check.programming.term import Term
from trio_sockets.check.programming.user import CATCH, INPUT_END
from trio_sockets.check.programming.values import BAD_UTF8, CATCH_NUMBER
from trio_sockets.signal_names import signal_name
from trio_sockets.words import Words, say

_SHELL = 128
"""A shell's exit code is this plus the number of the signal that ended its command."""

_BROKEN = say("The program itself is broken there: does it run when you start it by yourself?")
_MISSING = say("Something that the program needs is missing: a file, a module, a class, a library.")
_INPUT = say("The input has ended, so {input_end}: leave the loop then.", input_end=INPUT_END)
_UTF8 = say("A client may send bytes that are not UTF-8: {bad_utf8}.", bad_utf8=BAD_UTF8)
_NUMBER = say(
    "A text that is not a number was converted to one: {catch_number}.", catch_number=CATCH_NUMBER
)
_NOTHING = say(
    "The program used a value that does not exist. At the end of a stream, "
    "{end}: check for that first.",
    end=END,
)
_PARTS = say("A message had fewer parts than the program used: count them first.")
_BYTES = say(
    "A socket carries bytes: encode a text before you send it, and decode what you receive."
)
_MEMORY = say(
    "It touched memory that is not its own: is a buffer too small, or was a "
    "result used without a check? At the end of a stream, {end}.",
    end=END,
)
_ENDED_ITSELF = say("It aborted: an assertion, an exception or a broken heap. Read the line.")
_RECURSION = say("A function calls itself without end: write a loop instead.")
_TAKEN = say("The port is still taken: {reuse}.", reuse=REUSE_ADDRESS)


def crash_advice(
    crash: Crash | None,
    exit_code: int | None,
    *,
    catch: Term = CATCH,
    received: Words | None = None,
) -> Words | None:
    """Return what to look at; None if only the fact of the crash is known.

    :param crash: the crash, as the program printed it.
    :param exit_code: the negative number of a signal.
    :param catch: how the program survives a network error: an imperative.
    :param received: the advice if received data caused the crash: the check knows what it sent.
    """
    for fault, advice in (*_of_network(catch), *_OF_PROGRAM):
        if crash is not None and fault.search(crash.error):
            return advice
    for fault, advice in _OF_CONTENT:
        if crash is not None and fault.search(crash.error):
            return received or advice
    return _by_end(exit_code or 0)


def _of_network(catch: Term) -> tuple[tuple[re.Pattern[str], Words], ...]:
    """Return the advice for network errors, by patterns of their names in all languages."""
    return (
        (
            _REFUSED,
            say("No program listened there: {refused}. So {catch}.", refused=REFUSED, catch=catch),
        ),
        (
            _RESET,
            say(
                "The other side reset the connection: {reset}. So {catch}.",
                reset=RESET,
                catch=catch,
            ),
        ),
        (
            _PIPE,
            say(
                "The other side had closed the connection: {broken}. So {catch}.",
                broken=BROKEN_PIPE,
                catch=catch,
            ),
        ),
        (_IN_USE, _TAKEN),
        (_TIMED_OUT, say("It waited too long, by its own timeout. So {catch}.", catch=catch)),
    )


def _any(*names: str) -> re.Pattern[str]:
    return re.compile("|".join(names), re.IGNORECASE)


_REFUSED = _any("ECONNREFUSED", "ConnectionRefused", "Connection refused", "ConnectException")
_RESET = _any("ECONNRESET", "ConnectionReset", "Connection reset", "forcibly closed")
_PIPE = _any("EPIPE", "BrokenPipe", "Broken pipe", "ConnectionAborted", "Socket is closed")
_IN_USE = _any("EADDRINUSE", "Address already in use", "BindException")
_TIMED_OUT = _any("ETIMEDOUT", "TimeoutError", "SocketTimeoutException", "timed out")

_OF_PROGRAM: tuple[tuple[re.Pattern[str], Words], ...] = (
    (_any("EOFError: EOF when", "NoSuchElementException", "No line found"), _INPUT),
    (
        _any("SyntaxError", "syntax error", "IndentationError", "TabError", "NameError"),
        _BROKEN,
    ),
    (
        _any(
            "ModuleNotFound", "ImportError", "ClassNotFound", "Cannot find module", "Can't locate",
            "main class", "UnsupportedClassVersion", "NoClassDefFound", "LoadError",
        ),
        _MISSING,
    ),
    (_any("bytes-like object", "can't concat str", "must be str, not bytes"), _BYTES),
    (_any("RecursionError", "StackOverflow", "stack overflow", "Maximum call stack"), _RECURSION),
    (_any("Sanitizer", "heap-", "stack-", "SEGV", "Segmentation", "Bus error"), _MEMORY),
)  # fmt: skip

_OF_CONTENT: tuple[tuple[re.Pattern[str], Words], ...] = (
    (_any("UnicodeDecode", "UnicodeEncode", "MalformedInput", "does not map"), _UTF8),
    (
        _any(
            "invalid literal for int", "NumberFormat", "InputMismatch", "invalid_argument", "stoi",
            "FormatException", "OverflowException", "strconv", "invalid value for Integer",
        ),
        _NUMBER,
    ),
    (
        _any(
            "not enough values", "too many values", "index out of", "IndexError", "IndexOutOf",
            "out_of_range", "slice bounds", "Undefined (?:array key|offset)",
        ),
        _PARTS,
    ),
    (
        _any(
            "'NoneType'", "NullPointer", "NullReference", r"\bof (?:null|undefined)\b", r"\bnil\b",
            "undefined value", "on null", "invalid memory address",
        ),
        _NOTHING,
    ),
)  # fmt: skip

_BY_SIGNAL: Mapping[str, Words] = MappingProxyType(
    {
        "SIGABRT": _ENDED_ITSELF,
        "SIGBUS": _MEMORY,
        "SIGFPE": say("It divided by zero: check the number before you divide."),
        "SIGKILL": say("The system or a person killed it: does it take more and more memory?"),
        "SIGPIPE": say(
            "Sending to a connection that the other side has closed raises a signal, which ends "
            "the program: {survive}.",
            survive=SURVIVE_SIGPIPE,
        ),
        "SIGSEGV": _MEMORY,
        "SIGTRAP": _ENDED_ITSELF,
    }
)


def _by_end(exit_code: int) -> Words | None:
    number = -exit_code if exit_code < 0 else exit_code - _SHELL
    advice = _BY_SIGNAL.get(signal_name(number) or "") if number > 0 else None
    if advice is not None:
        return advice
    if exit_code == 126:  # noqa: PLR2004 - POSIX, Shell and Utilities, 2.8.2
        return say("The shell cannot execute it: is it a program, and executable (chmod +x)?")
    if exit_code == 127:  # noqa: PLR2004 - likewise
        return say("The shell did not find the command: is it spelt right, and installed?")
    return None


def describe_crash(crash: Crash | None, exit_code: int | None) -> Words | None:
    """Say in one sentence how a program crashed; None if it did not.

    :param crash: the crash, as the program printed it.
    :param exit_code: the negative number of a signal; None if it still runs.
    """
    if crash is not None:
        if crash.file is None:
            return say("it crashed: {error}", error=crash.error)
        return say(
            "it crashed: {error} ({file}, line {line})",
            error=crash.error,
            file=crash.file,
            line=crash.line,
        )
    code = exit_code or 0
    if code >= 0:
        return None
    name = signal_name(-code) or str(-code)
    return say("it crashed: the system ended it by the signal {name}", name=name)
