"""Any bytes are a script, and read like one."""

import pytest

from fuzz.script import LETTERS, MAX_RUNS, Call, Step, read, single


@pytest.mark.parametrize(
    ("data", "steps"),
    [
        (b"", [b""]),
        (b"UPPER a\xffb\n", [b"UPPER a", b"b\n"]),
        (b"a\xff\xff", [b"a", b"", b""]),
        (b"a\xfe", [b"a", Call.FLUSH, b""]),
        (b"\xfd\xfc", [b"", Call.EOF, b"", Call.END, b""]),
        (b"\xc3\xf8\xfa", [b"\xc3\xf8\xfa"]),
        (b"a\xfb1\n", [b"a" + LETTERS + b"1\n"]),
        (b"\xfb" * (MAX_RUNS + 1), [LETTERS * MAX_RUNS + b"\xfb"]),
    ],
)
def test_a_script_is_read(data: bytes, steps: list[Step]) -> None:
    assert read(data) == steps


def test_a_run_is_not_cut() -> None:
    assert single(b"\r\n" + LETTERS + b"y") == [b"\r", b"\n", LETTERS, b"y"]
