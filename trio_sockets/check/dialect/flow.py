"""The parts of a conversation besides requests and replies: greeting, names, prompts, banners."""

from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.patterns import Pattern, Template

NAME = "{name}"
"""The field of a client's first messages that stands for its own word, such as its name."""

OUR_NAME = "trio"
"""The name that the checker gives as a client."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """One message that a client sends before its first request: a name, a login, a choice.

    :param say: a template; `NAME` in it stands for any word.
    :param prompt: what the server sends before it, if anything, with or without a terminator.
    :param reply: what the server sends back, if anything.
    """

    say: str
    prompt: str = ""
    reply: Pattern | None = None

    @property
    def said(self) -> str:
        """What the checker sends."""
        return self.say.replace(NAME, OUR_NAME)

    def is_said_by(self, message: str) -> bool:
        """Tell whether a client's message is this one."""
        return Template(self.say.replace(NAME, "{words}")).read(message) is not None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The parts of one service's conversations besides requests and replies.

    :param greeting: the banner of echo or text. The greeting of the game is one of its messages.
    :param first: the messages that a client sends first, in order.
    :param prompt: what the server sends before it reads each message, with or without a terminator.
    :param ignored: patterns of other messages that a server may send, to be ignored.
    :param one_message: each message has its own connection: the server closes after its reply.
    """

    greeting: tuple[Pattern, ...] = ()
    first: tuple[First, ...] = ()
    prompt: str = ""
    ignored: tuple[Pattern, ...] = ()
    one_message: bool = False

    @property
    def unheeded(self) -> tuple[Pattern, ...]:
        """Patterns of what a server sends besides replies; see `MessageReader`."""
        prompts = [self.prompt, *(first.prompt for first in self.first)]
        replies = [first.reply for first in self.first if first.reply is not None]
        return (*self.ignored, *(Template(prompt) for prompt in prompts if prompt), *replies)
