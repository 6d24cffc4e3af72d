"""Why a submission cannot be graded."""

from trio_sockets.check.words import Words, say


class ProblemError(ValueError):
    """A submission cannot be graded; the message is one line that says what to do.

    :param message: words that can be read in any language, or a text of somebody else's.
    """

    def __init__(self, message: Words | str) -> None:
        self.words = say("{error}", error=message) if isinstance(message, str) else message
        super().__init__(self.words.read())
