"""Decodes a terminal's input into the characters typed, without its control sequences.

A terminal sends keys that are no characters as sequences, and puts its reports into the same
stream: a paste's begin and end, the mouse, the focus, answers to what another program has asked.
Their forms are those of ECMA-48 (sections 5.4 to 5.6), of xterm ("XTerm Control Sequences"), and
what rxvt, the Linux console and kitty ("Comprehensive keyboard handling in terminals") add.
"""

import codecs
import re
from collections.abc import Iterator
from enum import Enum
from typing import final

ENTER = "\n"
BACKSPACE = "\x7f"
ERASE_WORD = "\x17"  # Ctrl-W
"""Alt-Backspace deletes a word too, as in readline."""

_ESCAPE = "\x1b"
_ENTERS = "\r\n"
_BACKSPACES = "\b\x7f"

_CONTROL_SEQUENCE, _SINGLE_SHIFT, _STRINGS, _TERMINATOR = "[", "O", "PX]^_", "\\"
"""Behind an escape: CSI, SS3; DCS, SOS, OSC, PM and APC; ST, which ends these."""

_C1, _ESCAPED = range(0x80, 0xA0), 0x40
"""One character for an escape and another one, and how far apart these are (ECMA-48, 5.3)."""

_BARE_BYTE = 0xDC00
"""What `surrogateescape` adds to a byte that is no UTF-8."""

_BREAKING = "\r\n\x03\x04"
"""Keys that are obeyed also amid a string that has no end: Enter, Ctrl-C, Ctrl-D."""

_ENDS_STRING = "\x07\x18\x1a"
"""BEL, as xterm has it; CAN and SUB, which break any sequence off."""

_RAW = {"[": 1, "M": 3, "t": 2, "T": 6}
"""Bytes that follow a control sequence without parameters: a function key of the Linux console,
and where the mouse is, as xterm's oldest protocols tell it."""

_KEYPAD = {chr(ord("p") + digit): str(digit) for digit in range(10)} | {"M": ENTER, "X": "="}
"""The keypad in application mode, which another program may have left on."""

_MODIFIER = re.compile(r"\d(;\d?)?", re.ASCII)
"""The bytes that old terminals put after SS3, for a key with Shift or Ctrl."""

_REPORTED_KEY = re.compile(
    r"(?P<code>\d+)(:(?P<shifted>\d*)(:\d*)?)?"
    r"(;(?P<modifiers>\d*)(:(?P<event>\d*))?(;(?P<text>[\d:]*))?)?",
    re.ASCII,
)
"""The parameters of ``CSI ... u``: kitty's keyboard protocol, whose simplest form is xterm's."""

_OTHER_KEY = re.compile(r"27;(?P<modifiers>\d+);(?P<code>\d+)", re.ASCII)
"""Those of ``CSI ... ~`` with which xterm tells of keys under ``modifyOtherKeys``."""

_SHIFT, _CTRL, _LOCKS, _RELEASED = 1, 4, 64 | 128, 3
_NAMED = {8: BACKSPACE, 13: ENTER, 127: BACKSPACE, 57414: ENTER}
_NAMED |= {57399 + digit: str(digit) for digit in range(10)}
_CTRL_KEYS = {ord(letter): chr(ord(letter) & 0x1F) for letter in "cdhjmuw"}
_MAX_PARAMETERS = 100


@final
class _Within(Enum):
    """The kind of sequence that the next character belongs to."""

    TEXT = "text"
    ESCAPE = "escape"
    LONE_ESCAPE = "escape, and then a pause"
    CONTROL_SEQUENCE = "control sequence"
    SINGLE_SHIFT = "single shift"
    STRING = "control string"
    STRING_ESCAPE = "escape within a control string"


@final
class KeyReader:
    """Gives the keys of a terminal as characters, however their bytes are cut.

    A digit behind an escape is that digit: Escape, then the digit, looks like Alt and the digit.
    Any other character with Alt is none.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._within = _Within.TEXT
        self._parameters = ""
        self._raw = 0
        self._after_return = False

    @property
    def is_amid_escape(self) -> bool:
        """Whether a pause now would mean something. See `pause`."""
        begun = self._within is _Within.STRING and not self._parameters
        return begun or self._within is _Within.ESCAPE

    def pause(self) -> None:
        """Take note that no more bytes came for a while: it was Escape itself that was pressed."""
        if self.is_amid_escape:
            alone = self._within is _Within.ESCAPE
            self._within = _Within.LONE_ESCAPE if alone else _Within.TEXT

    def read(self, data: bytes) -> Iterator[str]:
        r"""Yield a character for each key that is one: also control characters.

        Enter is ``\n`` whether the terminal sends CR, LF or both, and Backspace is DEL.
        """
        for byte in data:
            if self._raw and (byte >= ord(" ") or not byte):
                self._raw -= 1
                continue
            self._raw = 0
            for character in self._decoder.decode(bytes([byte])):
                yield from self._take(character)

    def _take(self, character: str) -> Iterator[str]:
        if (code := _byte(character)) in _C1:
            self._introduce(chr(code - _ESCAPED))
            return
        match self._within:
            case _Within.STRING | _Within.STRING_ESCAPE if character in _BREAKING:
                yield from self._press(character)
            case _Within.STRING if character == _ESCAPE:
                self._within = _Within.STRING_ESCAPE
            case _Within.STRING:
                self._parameters = character
                if character in _ENDS_STRING:
                    self._within = _Within.TEXT
            case _ if character == _ESCAPE:
                self._within = _Within.ESCAPE
            case _Within.ESCAPE | _Within.LONE_ESCAPE | _Within.STRING_ESCAPE:
                yield from self._take_escaped(character)
            case _Within.CONTROL_SEQUENCE if " " <= character <= "~":
                yield from self._take_in_control_sequence(character)
            case _Within.SINGLE_SHIFT if " " <= character <= "~":
                yield from self._take_shifted(character)
            case _:  # text, perhaps behind a sequence that was broken off
                yield from self._press(character)

    def _introduce(self, character: str) -> None:
        """Begin the sequence that an escape and this character introduce, if they do."""
        self._parameters = ""
        if character == _CONTROL_SEQUENCE:
            self._within = _Within.CONTROL_SEQUENCE
        elif character == _SINGLE_SHIFT:
            self._within = _Within.SINGLE_SHIFT
        elif character in _STRINGS:
            self._within = _Within.STRING
        else:
            self._within = _Within.TEXT

    def _take_escaped(self, character: str) -> Iterator[str]:
        alone = self._within is _Within.LONE_ESCAPE
        self._introduce(character)
        if self._within is not _Within.TEXT or character == _TERMINATOR:
            return
        if character in _BACKSPACES and not alone:
            yield ERASE_WORD
        elif alone or character < " " or character in "0123456789\x7f":
            yield from self._press(character)

    def _take_in_control_sequence(self, character: str) -> Iterator[str]:
        parameters = self._parameters
        if "@" <= character <= "~":
            self._within = _Within.TEXT
            self._raw = 0 if parameters else _RAW.get(character, 0)
            if character == "u":
                yield from _key(_REPORTED_KEY.fullmatch(parameters))
            elif character == "~":
                yield from _key(_OTHER_KEY.fullmatch(parameters))
        elif character == "$" and parameters.isdigit():
            self._within = _Within.TEXT  # a key with Shift, of rxvt
        elif len(parameters) < _MAX_PARAMETERS:
            self._parameters += character

    def _take_shifted(self, character: str) -> Iterator[str]:
        if _MODIFIER.fullmatch(self._parameters + character):
            self._parameters += character
            return
        self._within = _Within.TEXT
        if not self._parameters:
            yield from _KEYPAD.get(character, "")
        elif character.isdigit():  # a number, behind what was Alt-O
            for digit in [*self._parameters.replace(";", ""), character]:
                yield from self._press(digit)

    def _press(self, character: str) -> Iterator[str]:
        self._within = _Within.TEXT
        second = character == "\n" and self._after_return
        if character != "\0":
            self._after_return = character == "\r"
        if character in _ENTERS:
            yield from "" if second else ENTER
        else:
            yield BACKSPACE if character in _BACKSPACES else character


def _key(reported: re.Match[str] | None) -> str:
    """Return the character of a key that a terminal reports by its number, or nothing."""
    if reported is None:
        return ""
    found = reported.groupdict()
    modifiers = (int(found["modifiers"] or 1) - 1) & ~_LOCKS
    code = int(found["code"])
    if found.get("event") == str(_RELEASED) or modifiers & ~(_SHIFT | _CTRL):
        return ""
    if modifiers & _CTRL:
        return _CTRL_KEYS.get(code, "")
    if text := found.get("text"):
        return "".join(_printable(int(part)) for part in text.split(":") if part)
    shifted = found.get("shifted") if modifiers else None
    character = _NAMED.get(code) or _printable(int(shifted or code))
    return character.upper() if modifiers else character


def _byte(character: str) -> int:
    """Return the byte that is not UTF-8, or else the character's code point."""
    code = ord(character)
    return code - _BARE_BYTE if code - _BARE_BYTE in range(0x80, 0x100) else code


def _printable(code: int) -> str:
    try:
        character = chr(code)
    except (ValueError, OverflowError):
        return ""
    return character if character.isprintable() else ""
