"""What other terminals send into a line being typed: none of it may stay, none may take a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.client.keys import KeyReader
from trio_sockets.client.line_editor import LineEditor

SEQUENCES = {
    "Up": b"\x1b[A",
    "Up in application mode": b"\x1bOA",
    "Up in VT52 mode": b"\x1bA",
    "Ctrl-Right of xterm": b"\x1b[1;5C",
    "Ctrl-Right of rxvt": b"\x1bOc",
    "Ctrl-Right of old GNOME terminals": b"\x1bO5C",
    "Shift-F1 of old Konsole": b"\x1bO2P",
    "Shift-F1 of old xterm": b"\x1bO1;2P",
    "Shift-Up of rxvt": b"\x1b[a",
    "Alt-Up of rxvt and iTerm2": b"\x1b\x1b[A",
    "Home of xterm": b"\x1b[H",
    "Home in application mode": b"\x1bOH",
    "Home of Linux, tmux and PuTTY": b"\x1b[1~",
    "End of Linux, tmux and PuTTY": b"\x1b[4~",
    "Home of rxvt": b"\x1b[7~",
    "End of rxvt": b"\x1b[8~",
    "Insert": b"\x1b[2~",
    "Delete": b"\x1b[3~",
    "Shift-Delete of rxvt": b"\x1b[3$",
    "Ctrl-Delete of rxvt": b"\x1b[3^",
    "Ctrl-Shift-Delete of rxvt": b"\x1b[3@",
    "Page Up": b"\x1b[5~",
    "F1 of xterm": b"\x1bOP",
    "F1 of Linux": b"\x1b[[A",
    "F5": b"\x1b[15~",
    "Shift-F5": b"\x1b[15;2~",
    "Shift-Tab": b"\x1b[Z",
    "Tab": b"\t",
    "a paste begins": b"\x1b[200~",
    "a paste ends": b"\x1b[201~",
    "focus": b"\x1b[I",
    "focus lost": b"\x1b[O",
    "mouse of X10": b"\x1b[M !!",
    "mouse of X10, far to the right": b"\x1b[M \xc3\xa9",
    "mouse of X10, at digits": b"\x1b[M055",
    "mouse of X10, out of range": b"\x1b[M \x00\x00",
    "mouse, SGR": b"\x1b[<0;10;20M",
    "mouse released, SGR": b"\x1b[<0;10;20m",
    "mouse of urxvt": b"\x1b[32;10;20M",
    "primary device attributes": b"\x1b[?64;1;2;6;22c",
    "secondary device attributes": b"\x1b[>41;354;0c",
    "tertiary device attributes": b"\x1bP!|00000000\x1b\\",
    "cursor position": b"\x1b[24;80R",
    "status": b"\x1b[0n",
    "mode": b"\x1b[?2004;1$y",
    "mode of ANSI": b"\x1b[4;2$y",
    "size of the window": b"\x1b[8;24;80t",
    "keyboard flags of kitty": b"\x1b[?1u",
    "background, ended by BEL": b"\x1b]11;rgb:0000/1111/2222\x07",
    "background, ended by ST": b"\x1b]11;rgb:0000/1111/2222\x1b\\",
    "background, ended by the C1 ST": b"\x1b]11;rgb:0000/1111/2222\xc2\x9c",
    "a title with what looks like a C1 ST": "\x1b]lÜ5\x1b\\".encode(),
    "name and version": b"\x1bP>|XTerm(379)\x1b\\",
    "a capability": b"\x1bP1+r524742=38\x1b\\",
    "graphics of kitty": b"\x1b_Gi=31;OK\x1b\\",
    "private message": b"\x1b^5\x1b\\",
    "start of string": b"\x1bX5\x1b\\",
    "a string that is cancelled": b"\x1b]11;5\x18",
    "a sequence amid a string": b"\x1b]11;5\x1b[A",
    "CSI of eight bits": b"\x9b1;5C",
    "CSI of eight bits, in UTF-8": b"\xc2\x9b3~",
    "SS3 of eight bits": b"\x8fA",
    "DCS and ST of eight bits": b"\x90>|5\x9c",
    "OSC of eight bits": b"\x9d11;5\x07",
    "another C1 control": b"\x84\xc2\x85",
    "Alt-x": b"\x1bx",
    "Alt-q": b"\x1bq",
    "Alt-é": "\x1bé".encode(),
    "Escape reported": b"\x1b[27u",
    "Ctrl-a reported": b"\x1b[97;5u",
    "Alt-5 reported": b"\x1b[53;3u",
    "5 released": b"\x1b[53;1:3u",
    "Ctrl-i of xterm": b"\x1b[27;5;105~",
    "F13 of kitty": b"\x1b[57376u",
    "Shift alone": b"\x1b[57441;2u",
    "no such character": b"\x1b[99999999999999u",
    "no end of digits": b"\x1b[" + 500 * b"9" + b"u",
    "a key of win32-input-mode": b"\x1b[65;30;97;0;0;1_",
    "a NUL": b"\x00",
    "Ctrl-A, E, K, L, V": b"\x01\x05\x0b\x0c\x16",
    "no UTF-8": b"\xff\xfe",
    "a byte order mark": b"\xef\xbb\xbf",
}

KEYS = {
    "a digit": (b"5", "5"),
    "a digit of the keypad": (b"\x1bOu", "5"),
    "a digit reported": (b"\x1b[53u", "5"),
    "a digit reported, with NumLock": (b"\x1b[53;129u", "5"),
    "a digit reported, held": (b"\x1b[53;1:2u", "5"),
    "a digit of the keypad reported": (b"\x1b[57404u", "5"),
    "a digit that takes Shift": (b"\x1b[40:53;2u", "5"),
    "a digit reported with its text": (b"\x1b[40;2;53u", "5"),
    "a letter with Shift reported": (b"\x1b[113;2u", "Q"),
    "a letter of xterm with Shift": (b"\x1b[27;2;113~", "Q"),
    "CR": (b"\r", "\n"),
    "LF": (b"\n", "\n"),
    "CR LF": (b"\r\n", "\n"),
    "CR LF in UTF-16": (b"\r\0\n\0", "\n\0\0"),
    "two Enters": (b"\r\r", "\n\n"),
    "Enter of the keypad": (b"\x1bOM", "\n"),
    "Enter reported": (b"\x1b[13u", "\n"),
    "DEL": (b"\x7f", "\x7f"),
    "BS": (b"\b", "\x7f"),
    "Backspace reported": (b"\x1b[127u", "\x7f"),
    "Alt-Backspace": (b"\x1b\x7f", "\x17"),
    "Ctrl-U reported": (b"\x1b[117;5u", "\x15"),
    "Ctrl-C reported": (b"\x1b[99;5u", "\x03"),
    "Escape, then a digit": (b"\x1b5", "5"),
    "Escape, then Enter": (b"\x1b\r", "\n"),
    "Alt-O, then a number": (b"\x1bO50", "50"),
    "a wide character": ("世".encode(), "世"),
    "Enter amid a string": (b"\x1b]11;5\r", "\n"),
    "Enter amid a control sequence": (b"\x1b[5\r", "\n"),
    "a paste": (b"\x1b[200~50\x1b[201~", "50"),
    "UTF-8 broken off by a digit": (b"\xc35", "5"),
}


def read(data: bytes) -> str:
    """Return the keys without bytes that are no UTF-8, however the bytes are cut."""
    whole = "".join(KeyReader().read(data))
    reader = KeyReader()
    assert "".join(key for byte in data for key in reader.read(bytes([byte]))) == whole
    return whole.encode(errors="ignore").decode()


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_sequence_leaves_nothing_in_the_line_and_takes_no_key(name: str) -> None:
    editor = LineEditor()
    assert editor.feed(b"4" + SEQUENCES[name] + b"2\r7") == ["42"]
    assert editor.text == "7"


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_its_character_in_whatever_form_it_comes(name: str) -> None:
    data, keys = KEYS[name]
    assert read(data) == keys
    assert read(data + b"42") == f"{keys}42"


BYTES = st.one_of(
    st.sampled_from([*SEQUENCES.values(), *(data for data, _ in KEYS.values())]),
    st.binary(max_size=3),
)


@given(st.lists(BYTES, max_size=8).map(b"".join), st.data())
def test_keys_are_the_same_however_their_bytes_are_cut(keys: bytes, data: st.DataObject) -> None:
    whole = list(KeyReader().read(keys))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(keys)), max_size=6)))
    reader = KeyReader()
    pieces = [keys[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(keys)], strict=True)]
    assert [key for piece in pieces for key in reader.read(piece)] == whole


@given(st.lists(st.sampled_from(list(SEQUENCES.values())), max_size=6))
def test_a_number_stays_as_it_is_among_any_sequences(sequences: list[bytes]) -> None:
    typed = b"".join(digit + noise for digit, noise in zip([b"4"] * 6, sequences, strict=False))
    assert LineEditor().feed(typed + b"2\n") == ["4" * len(sequences) + "2"]


@given(st.binary(max_size=60))
def test_enter_is_a_key_whatever_came_before(noise: bytes) -> None:
    editor = LineEditor()
    editor.feed(noise)
    assert len(editor.feed(b"\r")) == 1
    assert editor.text == ""
    assert editor.feed(b"50\r") == ["50"]


def test_escape_alone_takes_no_letter_once_there_was_a_pause() -> None:
    editor = LineEditor()
    editor.feed(b"\x1b")
    editor.pause()
    assert editor.feed(b"quit\r") == ["quit"]


@pytest.mark.parametrize("sequence", [b"\x1b[A", b"\x1bOA", b"\x1b]11;5\x07"])
def test_a_sequence_that_pauses_behind_its_escape_is_one_all_the_same(sequence: bytes) -> None:
    editor = LineEditor()
    editor.feed(b"4" + sequence[:1])
    editor.pause()
    assert editor.feed(sequence[1:] + b"2\r") == ["42"]


def test_a_pause_behind_what_begins_a_string_shows_that_it_was_alt() -> None:
    editor = LineEditor()
    editor.feed(b"\x1bP")
    editor.pause()
    assert editor.feed(b"50\r") == ["50"]


@pytest.mark.parametrize("keys", [b"\x1b", b"4\x1b", b"\x1bP", b"\x1b[A\x1b]"])
def test_a_pause_matters_behind_what_may_be_a_key_with_escape(keys: bytes) -> None:
    editor = LineEditor()
    editor.feed(keys)
    assert editor.is_amid_escape


@pytest.mark.parametrize("keys", [b"", b"4", b"\x1bP1", b"\x1b[1", b"\x1bO", b"\x1b[A"])
def test_a_pause_does_not_matter_elsewhere(keys: bytes) -> None:
    editor = LineEditor()
    editor.feed(keys)
    assert not editor.is_amid_escape


def test_a_pause_elsewhere_changes_nothing() -> None:
    editor = LineEditor()
    editor.feed(b"4\x1b[1;")
    editor.pause()
    assert editor.feed(b"5C2\r") == ["42"]
