r"""Parses the lines that strace writes with ``-f -ttt -T -yy -o FILE``: pure and total.

A call that another one interrupts is on two lines, which are joined here::

    15995 1795943366.261714 accept4(3<TCP:[127.0.0.1:52007]>,  <unfinished ...>
    15995 1795943370.258046 <... accept4 resumed>NULL, NULL, 0) = 4<TCP:[...]> <3.996332>
"""

import re
from dataclasses import dataclass
from typing import TypeAlias, final

LONGEST = 64 * 1024
"""The most characters of a line."""

_LINE = re.compile(r"(\d{1,10}) +(\d{1,12}\.\d{1,9}) (.*)", re.DOTALL)
_CALL = re.compile(r"([a-z_][a-z0-9_]{0,40})\(")
_RESUMED = re.compile(r"<\.\.\. ([a-z_][a-z0-9_]{0,40}) resumed>(.*)", re.DOTALL)
_UNFINISHED = " <unfinished ...>"
_SIGNAL = re.compile(r"--- (SIG[A-Z0-9+]{1,20}) ")
_EXITED = re.compile(r"\+\+\+ exited with (\d{1,3}) \+\+\+")
_KILLED = re.compile(r"\+\+\+ killed by (SIG[A-Z0-9+]{1,20})")
_RESULT = re.compile(r"\s*=\s*(-?\d{1,19}|\?|0x[0-9a-f]{1,16})(<[^ ]*>)?(?: ([A-Z][A-Z0-9_]*))?")
_TOOK = re.compile(r"<(\d{1,9}\.\d{1,9})>$")
_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|(.))", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(\.\.\.)?', re.DOTALL)
_PLAIN = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"v": b"\v", b"f": b"\f", b"a": b"\a", b"b": b"\b"}


@final
@dataclass(frozen=True, slots=True)
class Started:
    """A call has begun but not ended, with its arguments so far."""

    thread: int
    at: float
    name: str
    arguments: list[str]


@final
@dataclass(frozen=True, slots=True)
class Returned:
    """A call has ended.

    :param at: when it began, if it is on one line; otherwise when it was resumed.
    :param took: its duration in seconds; None if strace does not know it.
    :param whole: it is on one line, so its begin was not reported before.
    :param result: its result; None if it does not return, such as ``exit``.
    :param text: the result as strace shows it, such as a descriptor with ``<...>``.
    """

    thread: int
    at: float
    name: str
    arguments: list[str]
    result: int | None
    text: str
    error: str
    took: float | None
    whole: bool


@final
@dataclass(frozen=True, slots=True)
class Signalled:
    """A signal reached a thread."""

    thread: int
    at: float
    name: str


@final
@dataclass(frozen=True, slots=True)
class ThreadExited:
    """A thread has ended, with an exit code or by a signal."""

    thread: int
    at: float
    code: int | None
    signal: str


Line: TypeAlias = Started | Returned | Signalled | ThreadExited


@final
class LineReader:
    """Joins the two lines of interrupted calls."""

    def __init__(self) -> None:
        self._unfinished: dict[int, str] = {}

    def read(self, line: str) -> Line | None:
        """Parse one line; None if it is incomplete or of no interest."""
        found = _LINE.match(line[:LONGEST])
        if found is None:
            return None
        thread, at, rest = int(found[1]), round(float(found[2]), 6), found[3].rstrip()
        if rest.startswith("+++"):
            self._unfinished.pop(thread, None)
            return _ended(thread, at, rest)
        if signal := _SIGNAL.match(rest):
            return Signalled(thread, at, signal[1])
        return self._call(thread, at, rest)

    def _call(self, thread: int, at: float, rest: str) -> Line | None:
        resumed = _RESUMED.match(rest)
        whole = resumed is None
        if resumed is not None:
            begin = self._unfinished.pop(thread, None)
            if begin is None or not begin.startswith(f"{resumed[1]}("):
                return None
            rest = begin + resumed[2]
        elif rest.endswith(_UNFINISHED):
            begin = rest.removesuffix(_UNFINISHED)
            self._unfinished[thread] = begin
            called = _CALL.match(begin)
            if called is None:
                return None
            arguments, _ = split_arguments(begin[called.end() :])
            return Started(thread, at, called[1], arguments)
        return _returned(thread, at, rest, whole=whole)


def _ended(thread: int, at: float, rest: str) -> ThreadExited | None:
    if exited := _EXITED.match(rest):
        return ThreadExited(thread, at, int(exited[1]), "")
    if killed := _KILLED.match(rest):
        return ThreadExited(thread, at, None, killed[1])
    return None


def _returned(thread: int, at: float, rest: str, *, whole: bool) -> Returned | None:
    called = _CALL.match(rest)
    if called is None:
        return None
    arguments, end = split_arguments(rest[called.end() :])
    tail = rest[called.end() + end :]
    result = _RESULT.match(tail)
    if result is None:
        return None
    took = _TOOK.search(tail)
    word = result[1]
    value = None if word == "?" else int(word, 16 if word.startswith("0x") else 10)
    return Returned(
        thread=thread,
        at=at,
        name=called[1],
        arguments=arguments,
        result=value,
        text=word + (result[2] or ""),
        error=(result[3] or "") if value is None or value < 0 else "",
        took=float(took[1]) if took else None,
        whole=whole,
    )


def split_arguments(text: str) -> tuple[list[str], int]:
    r"""Split arguments at commas; return them, and the index after the closing bracket.

    >>> split_arguments('3<TCP:[1.2.3.4:5->6.7.8.9:10]>, "a,\\")", {a=[1, 2]}) = 0')
    (['3<TCP:[1.2.3.4:5->6.7.8.9:10]>', '"a,\\")"', '{a=[1, 2]}'], 52)
    """
    arguments: list[str] = []
    begin = place = depth = 0
    while place < len(text):
        character = text[place]
        if character == '"':
            string = _STRING.match(text, place)
            place = len(text) if string is None else string.end()
            continue
        if character in "([{<":
            depth += 1
        elif character == ")" and not depth:
            break
        elif character in ")]}" or (character == ">" and text[place - 1 : place] not in {"-", "="}):
            depth = max(0, depth - 1)
        elif character == "," and not depth:
            arguments.append(text[begin:place].strip())
            begin = place + 1
        place += 1
    last = text[begin:place].strip()
    if last or arguments:
        arguments.append(last)
    return arguments, place + 1


def strings(argument: str) -> bytes:
    """Return the joined bytes of all strings in an argument."""
    return b"".join(_unescaped(string[1]) for string in _STRING.finditer(argument))


def _unescaped(text: str) -> bytes:
    return _ESCAPE.sub(_plain, text.encode(errors="surrogateescape"))


def _plain(found: "re.Match[bytes]") -> bytes:
    if found[1]:
        return bytes([int(found[1], 16)])
    if found[2]:
        return bytes([int(found[2], 8) & 0xFF])
    return _PLAIN.get(found[3], found[3])
