"""The line somebody types into a terminal, from the bytes of his keys."""

import codecs
from enum import Enum
from typing import final

MAX_TYPED = 200
"""Characters a line may have. Further ones are ignored."""

_ENTER = "\r\n"
_BACKSPACE = "\b\x7f"
_ERASE_LINE = "\x15"  # Ctrl-U
_ERASE_WORD = "\x17"  # Ctrl-W
_END = "\x04"  # Ctrl-D
_ESCAPE = "\x1b"


@final
class _Within(Enum):
    """What the next character belongs to."""

    TEXT = "text"
    ESCAPE = "escape"
    CONTROL_SEQUENCE = "control sequence"
    SINGLE_SHIFT = "single shift"


@final
class LineEditor:
    """Keeps a line as it is typed, and hands it out at Enter.

    It knows Backspace, Ctrl-U (the line), Ctrl-W (a word), and Ctrl-D on an empty line (the end).
    Other control characters are ignored, and so are keys that send a sequence of ECMA-48, such as
    arrows. It does not matter how the bytes are cut.

    :ivar text: what stands on the line now.
    """

    def __init__(self) -> None:
        self.text = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._within = _Within.TEXT

    def feed(self, keys: bytes) -> list[str | None]:
        """Take the bytes of some keys; return the lines they end, and None for the end itself."""
        ended: list[str | None] = []
        for key in self._decoder.decode(keys):
            if not self._belongs_to_sequence(key):
                self._press(key, ended)
        return ended

    def _press(self, key: str, ended: list[str | None]) -> None:
        if key in _ENTER:
            ended.append(self.text)
            self.text = ""
        elif key in _BACKSPACE:
            self.text = self.text[:-1]
        elif key == _ERASE_LINE:
            self.text = ""
        elif key == _ERASE_WORD:
            kept = self.text.rstrip()
            self.text = kept[: kept.rfind(" ") + 1]
        elif key == _END and not self.text:
            ended.append(None)
        elif key.isprintable() and len(self.text) < MAX_TYPED:
            self.text += key

    def _belongs_to_sequence(self, key: str) -> bool:
        match self._within:
            case _ if key == _ESCAPE:
                self._within = _Within.ESCAPE
            case _Within.ESCAPE if key in "[O":
                shift = key == "O"
                self._within = _Within.SINGLE_SHIFT if shift else _Within.CONTROL_SEQUENCE
            case _Within.CONTROL_SEQUENCE if key >= " ":
                if "@" <= key <= "~":  # its final byte
                    self._within = _Within.TEXT
            case _Within.SINGLE_SHIFT if key >= " ":
                self._within = _Within.TEXT
            case _:  # text, perhaps behind a sequence that was broken off
                self._within = _Within.TEXT
                return False
        return True
