"""The error of a submission that cannot be graded."""

from trio_sockets.words import Words, say


class ProblemError(ValueError):
    """A submission cannot be graded; the message is one line that says what to do.

    :param message: translatable words, or a text from elsewhere.
    """

    def __init__(self, message: Words | str) -> None:
        self.words = say("{error}", error=message) if isinstance(message, str) else message
        super().__init__(self.words.read())
