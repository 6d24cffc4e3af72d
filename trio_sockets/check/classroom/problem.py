"""The error of a submission that cannot be graded."""

from trio_sockets.words import WrongWordError


class ProblemError(WrongWordError):
    """A submission cannot be graded; the message is one line that says what to do."""
