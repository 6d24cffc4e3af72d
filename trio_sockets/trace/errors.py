"""The error of a trace."""

from trio_sockets.words import Translate, Words, in_english


class TraceError(Exception):
    """A program cannot be traced or run.

    :param words: the reason and what to do, in one line.
    :param translate: translates it into the user's language.
    """

    def __init__(self, words: Words, translate: Translate = in_english) -> None:
        self.words = words
        super().__init__(words.read(translate))
