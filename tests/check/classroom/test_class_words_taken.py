"""Whether a program that ended at once is started again with other words."""

import pytest

from trio_sockets.check.classroom.programs.words_taken import EndedEarly, depends_on_words


@pytest.mark.parametrize(
    ("first", "second", "depends"),
    [
        (b"SyntaxError: invalid syntax", b"SyntaxError: expected ':'", True),
        (b"SyntaxError: expected ':'", b"SyntaxError: expected ':'", False),
        (b"OSError: Address already in use", b"OSError: Address already in use", False),
        (b"usage: server -p PORT", b"usage: server -p PORT", True),
        (b"IndexError: out of range", b"ValueError: '127.0.0.1'", True),
        (b"", b"", True),
    ],
)
def test_only_a_failure_that_may_be_about_its_words_is_worth_another_try(
    first: bytes, second: bytes, *, depends: bool
) -> None:
    assert depends_on_words(EndedEarly(first), EndedEarly(second)) is depends
