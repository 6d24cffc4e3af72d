"""What a terminal sends, as keys: a line that can be shown, however its bytes are cut."""

from trio_sockets.client.line_editor import LineEditor


def keys(data: bytes) -> None:
    """Type one input whole and byte by byte; Enter is a key behind whatever it was."""
    whole, single = LineEditor(), LineEditor()
    lines = whole.feed(data)
    assert [line for byte in data for line in single.feed(bytes([byte]))] == lines
    assert single.text == whole.text
    assert all((line or "").isprintable() for line in [*lines, whole.text])
    assert len(whole.feed(b"\r")) == 1
    assert whole.feed(b"42\r") == ["42"]
