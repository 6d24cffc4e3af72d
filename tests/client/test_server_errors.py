"""The server's errors, as a French player reads them."""

import pytest

from trio_sockets.client.server_errors import SENTENCES, words_of
from trio_sockets.language import translator
from trio_sockets.protocol.errors import WORDS, Error, ErrorCode

FRENCH = translator("fr")


@pytest.mark.parametrize("code", ErrorCode)
def test_what_our_server_says_is_translated(code: ErrorCode) -> None:
    words = words_of(Error(code))
    assert words.read() == WORDS[code]
    assert words.read(FRENCH) != WORDS[code]


def test_there_is_no_other() -> None:
    assert SENTENCES.keys() == set(ErrorCode)


def test_what_another_server_says_stays_as_it_came() -> None:
    error = Error(ErrorCode.BUSY, "komm später \x1b[2J wieder")
    assert words_of(error).read(FRENCH) == r"komm später \x1b[2J wieder"
