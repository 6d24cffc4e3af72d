"""A dialect: how a class writes its messages, which the lab sheet does not prescribe."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, final

from trio_sockets.check.dialect.flow import Flow
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.dialect.kinds import KIND_OF, READING_ORDER, Heard, Kind
from trio_sockets.check.dialect.mistakes import NONE_KNOWN, Mistakes
from trio_sockets.check.dialect.patterns import Pattern, Template, read_any
from trio_sockets.check.dialect.reader import Greeting, MessageReader
from trio_sockets.check.sentences.reader import SentenceReader
from trio_sockets.protocol.messages import Parameters

Command: TypeAlias = Literal["upper", "lower"]
"""A command of the text service that takes a string."""

Replied: TypeAlias = Literal["upper", "lower", "datenow", "echo"]
"""The command that a reply answers, or echo."""

NO_LIMIT = 10**6
"""The number of tries of a game without a limit: more than any check makes."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How to write the messages of a class's protocol, and how to read them.

    :param name: the name of its file.
    :param about: a description in one sentence.
    :param sends: what terminates a client's message.
    :param replies: what terminates a server's message.
    :param upper: the command, a template with ``{text}``. The same goes for `lower`, and for
        `datenow`, which has no field. Empty if the service lacks the command.
    :param replied: the template of the reply to each command. ``{text}`` stands for the text in
        upper case, in lower case or unchanged (echo); ``{time}`` for a time.
    :param text_error: how the text service reports an error; if empty, any reply may be an error.
    :param guess: how a client sends a guess, a template with ``{guess}``.
    :param game: how the game's server writes each kind of message.
    :param sentences: reads the messages that fit no pattern; None: they cannot be read.
    :param sheet: the game's parameters that the class agreed on, by their names. Those that a
        greeting tells take precedence.
    :param bad_guess_costs: a guess that is not a number, or out of bounds, uses up a try.
    :param strict: its teacher has confirmed it, so a reply that it cannot read is wrong. If false,
        such a reply is unclear.
    :param flows: by service: the greeting, prompts and other text around its messages.
    :param service: the service whose conversations it reads and writes; see `of_service`.
    :param weights: points by check id; a check that is not listed is worth 1.
    :param mistakes: the mistakes of the server that are known.
    """

    name: str
    about: str = ""
    sends: Framing = Framing.LINE
    replies: Framing = Framing.LINE
    upper: str = "UPPER {text}"
    lower: str = "LOWER {text}"
    datenow: str = "DATENOW"
    replied: Mapping[Replied, str] = field(default_factory=dict)
    text_error: tuple[Pattern, ...] = ()
    guess: str = "{guess}"
    game: Mapping[Kind, tuple[Pattern, ...]] = field(default_factory=dict)
    sentences: SentenceReader | None = None
    sheet: Mapping[str, int] = field(default_factory=dict)
    bad_guess_costs: bool = False
    strict: bool = False
    flows: Mapping[str, Flow] = field(default_factory=dict)
    service: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    mistakes: Mistakes = NONE_KNOWN

    def of_service(self, service: str) -> "Dialect":
        """Return this dialect for one service: each service has its own prompts and greeting.

        :param service: echo, text or game.
        """
        return replace(self, service=service)

    def with_one_message(self) -> "Dialect":
        """Return this dialect with one message a connection, for a server that closes after it."""
        return self._flowing(one_message=True)

    def passing_over(self, *patterns: Pattern) -> "Dialect":
        """Return this dialect with more to ignore, for a server that says more than it is asked."""
        return self._flowing(ignored=(*self.flow.ignored, *patterns)) if patterns else self

    def behind_a_banner(self) -> "Dialect":
        """Return this dialect with a greeting of any words, for an echo behind a banner."""
        return self._flowing(greeting=(Template("{words}"),))

    def _flowing(self, **changes: Any) -> "Dialect":
        return replace(self, flows={**self.flows, self.service: replace(self.flow, **changes)})

    @property
    def flow(self) -> Flow:
        """What a conversation of its service holds besides requests and replies."""
        return self.flows.get(self.service, Flow())

    @property
    def has_messages(self) -> bool:
        """Whether every message has a terminator or a length, so segmentation is harmless."""
        return Framing.NOTHING not in {self.sends, self.replies}

    @property
    def has_lines(self) -> bool:
        """Whether messages end in newlines both ways."""
        return self.sends is self.replies is Framing.LINE

    @property
    def greets(self) -> bool:
        """Whether the server of its service speaks first, and a client must wait for it."""
        return bool(self.game.get(Kind.GREETING) if self.service == "game" else self.flow.greeting)

    @property
    def has_strings(self) -> bool:
        """Whether the text service has a command that takes a string."""
        return bool(self.upper or self.lower)

    @property
    def echoes_bytes(self) -> bool:
        """Whether echo sends back bytes as they come, and not whole messages."""
        as_it_came = self.replied.get("echo", "{text}") == "{text}" and not self.flow.unheeded
        return as_it_came and Framing.LENGTH not in {self.sends, self.replies}

    @property
    def told(self) -> frozenset[str]:
        """The game's parameters that every greeting tells, so that the server may choose them."""
        fields = [pattern.fields for pattern in self.game.get(Kind.GREETING, ())]
        return frozenset.intersection(*fields) if fields else frozenset()

    @property
    def limits_tries(self) -> bool:
        """Whether a game can be lost."""
        return "tries" in self.told | self.sheet.keys()

    def reader(self) -> MessageReader:
        """Return a reader of what a server of its service sends."""
        greeting = Greeting.READ
        if self.service == "game" and not self.greets:
            greeting = Greeting.ABSENT
        elif self.service != "game" and self.greets:
            greeting = Greeting.DROPPED
        mine = self.game.values() if self.service == "game" else [self.flow.greeting]
        return MessageReader(
            self.replies,
            patterns=[pattern for patterns in mine for pattern in patterns],
            unheeded=self.flow.unheeded,
            greeting=greeting,
            silence_ends=self.mistakes.unended,
        )

    def prompt(self, **numbers: object) -> bytes:
        """Return the prompt that the server of its service sends before it reads; it may be empty.

        :param numbers: the numbers that the prompt may tell.
        """
        text = Template(self.flow.prompt).fill(numbers)
        return self.replies.frame_prompt(text.encode()) if text else b""

    def request(self, text: str | bytes) -> bytes:
        """Return a client's message: the text and its terminator."""
        return self.sends.frame(text.encode() if isinstance(text, str) else text)

    def command(self, name: Command, text: str) -> str:
        """Return a command of the text service with its argument."""
        return (self.upper if name == "upper" else self.lower).replace("{text}", text)

    def reply(self, text: str) -> bytes:
        """Return a server's message: the text and its terminator."""
        return self.replies.frame(text.encode())

    def replying(self, name: Replied, text: str) -> str:
        """Return the reply to a command, or to a message of echo.

        :param text: the result: the text in upper case, in lower case or unchanged, or a time.
        """
        return re.sub(r"\{(?:text|time)\}", lambda _: text, self.replied.get(name, "{text}"))

    def guessing(self, guess: int | str) -> bytes:
        """Return a client's message for a guess."""
        return self.request(self.guess.replace("{guess}", str(guess)))

    def understand(self, message: bytes) -> Heard:
        """Read one message of the game's server; its kind is `Kind.UNKNOWN` if no pattern fits.

        Known mistakes of the server are corrected.
        """
        return self.mistakes.corrected(self._read(message))

    def _read(self, message: bytes) -> Heard:
        try:
            text = message.decode()
        except UnicodeDecodeError:
            return Heard(Kind.UNKNOWN, {}, message)
        for kinds in READING_ORDER:
            if kinds == (Kind.GREETING,) and (heard := self._sentence(text, message)):
                return heard
            read = [(kind, read_any(self.game.get(kind, ()), text)) for kind in kinds]
            readings = [(kind, reading) for kind, reading in read if reading is not None]
            if readings:
                kind, reading = max(readings, key=lambda found: found[1].certain)
                return Heard(kind, reading.numbers, message)
        return Heard(Kind.UNKNOWN, {}, message)

    def _sentence(self, text: str, message: bytes) -> Heard | None:
        """Read a sentence; None if it does not answer a guess, such as one with the parameters."""
        if self.sentences is None:
            return None
        understood = self.sentences.read(text)
        kind = KIND_OF.get(understood.meaning, Kind.UNKNOWN)
        if kind is Kind.UNKNOWN and not understood.could_be:
            return None
        return Heard(kind, {}, message, understood.could_be)

    def greeting(self, message: bytes) -> Parameters | None:
        """Return the game's parameters, from its greeting and from the sheet.

        The lower bound is 1 by default, as on the lab sheet.

        :param message: the greeting; empty if the dialect has no greeting.
        :returns: None if the message is not a greeting.
        """
        parameters = dict(self.sheet)
        patterns = self.game.get(Kind.GREETING, ())
        if patterns:
            reading = read_any(patterns, message.decode(errors="replace"))
            if reading is None:
                return None
            parameters |= reading.numbers
        try:
            return Parameters(
                parameters.get("low", 1),
                parameters["high"],
                parameters.get("tries", NO_LIMIT) + self.mistakes.tries,
            )
        except ValueError:
            return None

    def playable(self, wanted: Parameters) -> Parameters:
        """Return the parameters of a server: those on the sheet replace the wanted ones."""
        low, high, tries = (
            value if name in self.told else self.sheet.get(name)
            for name, value in (("low", wanted.low), ("high", wanted.high), ("tries", wanted.tries))
        )
        low = 1 if low is None else low
        high = wanted.high if high is None else high
        return Parameters(low, max(low, high), NO_LIMIT if tries is None else tries)

    def is_text_error(self, message: bytes) -> bool:
        """Tell whether a reply of the text service may be an error."""
        text = message.decode(errors="replace")
        return not self.text_error or read_any(self.text_error, text) is not None

    def message(self, kind: Kind, **numbers: object) -> str:
        """Return a message of the game's server, by the dialect's first pattern of this kind."""
        kind, told = self.mistakes.mistaken(kind, numbers)
        return self.game[kind][0].write(told)

    def write(self, kind: Kind, **numbers: object) -> bytes:
        """Return such a message with its terminator."""
        return self.reply(self.message(kind, **numbers))
