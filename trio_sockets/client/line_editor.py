"""A line editor for a terminal, fed with the bytes of its keys."""

from typing import final

from trio_sockets.client.keys import BACKSPACE, ENTER, ERASE_WORD, KeyReader

MAX_TYPED = 200
"""Characters a line may have. Further ones are ignored."""

_ERASE_LINE = "\x15"  # Ctrl-U
_LEAVE = "\x03"  # Ctrl-C, where the terminal makes no signal of it
_ENDS = "\x04\x1a"
"""Ctrl-D; Ctrl-Z, which ends input on Windows, and text files of old."""


@final
class LineEditor:
    """Keeps a line as it is typed, and hands it out at Enter.

    It knows Backspace, Ctrl-U (the line), Ctrl-W (a word), Ctrl-D on an empty line (the end), and
    Ctrl-C, if it comes as a character (likewise). Other control characters are ignored, and so is
    all that `KeyReader` knows to be no character. It does not matter how the bytes are cut.

    :ivar text: the line as typed so far.
    """

    def __init__(self) -> None:
        self.text = ""
        self._keys = KeyReader()

    @property
    def is_amid_escape(self) -> bool:
        """Whether a pause now would mean something. See `pause`."""
        return self._keys.is_amid_escape

    def feed(self, keys: bytes) -> list[str | None]:
        """Take the bytes of some keys; return the lines they end, and None for the end itself."""
        ended: list[str | None] = []
        for key in self._keys.read(keys):
            self._press(key, ended)
        return ended

    def pause(self) -> None:
        """Take note that no more keys came for a while: see `KeyReader.pause`."""
        self._keys.pause()

    def _press(self, key: str, ended: list[str | None]) -> None:
        if key == ENTER:
            ended.append(self.text)
            self.text = ""
        elif key == BACKSPACE:
            self.text = self.text[:-1]
        elif key == _ERASE_LINE:
            self.text = ""
        elif key == ERASE_WORD:
            kept = self.text.rstrip()
            self.text = kept[: kept.rfind(" ") + 1]
        elif key == _LEAVE or (key in _ENDS and not self.text):
            ended.append(None)
        elif key.isprintable() and len(self.text) < MAX_TYPED:
            self.text += key
