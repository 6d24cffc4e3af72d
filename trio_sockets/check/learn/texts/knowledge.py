"""What is known about a text server after some conversations, all concluded from their record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import final

from trio_sockets.check.learn.heard.cutting import Cutter, CutTurn
from trio_sockets.check.learn.heard.record import PlayedTalk, Say
from trio_sockets.check.learn.texts.outcomes import Outcome, complains, outcome_of
from trio_sockets.check.learn.texts.tasks import TEXT, Task, task_named, template_of

_DONE = {Outcome.UPPER: Task.UPPER, Outcome.LOWER: Task.LOWER, Outcome.TIME: Task.DATENOW}
_MISTAKEN = {Outcome.UPPER, Outcome.LOWER, Outcome.OTHER_CASE, Outcome.ECHO}


@final
@dataclass(frozen=True, slots=True)
class TextExchange:
    """A request, and the reply to it.

    :param talk: the index of its conversation.
    :param number: the index of the request in its conversation, from 0.
    """

    talk: int
    number: int
    said: Say
    heard: CutTurn
    outcome: Outcome

    @property
    def text(self) -> str:
        """The reply, without prompts."""
        return "\n".join(line.text for line in self.heard.lines)

    @property
    def template(self) -> str:
        """The command of the request."""
        return template_of(self.said)


@final
@dataclass(frozen=True)
class TextKnowledge:
    """The conclusions from some conversations.

    :param held: the conversations, in the order in which they were held.
    """

    held: Sequence[PlayedTalk]

    @cached_property
    def talks(self) -> Sequence[PlayedTalk]:
        """The conversations, without those in which a greeting came so late that it may have been
        taken for a reply.
        """
        greeted = [talk for talk in self.held if talk.turns[0].heard]
        return greeted or self.held

    @cached_property
    def cutter(self) -> Cutter:
        """Splits the program's turns into lines."""
        return Cutter(self.talks)

    @cached_property
    def exchanges(self) -> list[TextExchange]:
        """All requests with their replies, in order."""
        found = []
        for place, talk in enumerate(self.talks):
            for number, turn in enumerate(talk.replies):
                if turn.said is not None:
                    heard = self.cutter.cut(turn)
                    text = "\n".join(line.text for line in heard.lines)
                    found.append(
                        TextExchange(place, number, turn.said, heard, outcome_of(turn.said, text))
                    )
        return found

    @cached_property
    def understood(self) -> Mapping[Task, str]:
        """The command of each task that the program did; ``{text}`` if it needs no name."""
        found: dict[Task, str] = {}
        for exchange in self.exchanges:
            task = _DONE.get(exchange.outcome)
            if task is None or exchange.said.is_bad or exchange.text in self._of_nonsense:
                continue
            if exchange.template == TEXT:
                if not complains(exchange.text):
                    found.setdefault(task, TEXT)
            elif task_named(exchange.template) in {None, task}:
                found.setdefault(task, exchange.template)
        return found

    @cached_property
    def mistaken(self) -> Mapping[Task, TextExchange]:
        """Of tasks that the program did not do: a reply to their name that did something else."""
        found: dict[Task, TextExchange] = {}
        for exchange in self.exchanges:
            task = task_named(exchange.template)
            if (
                task is not None
                and task not in self.understood
                and exchange.template != TEXT
                and exchange.outcome in _MISTAKEN
            ):
                found.setdefault(task, exchange)
        return found

    @cached_property
    def commands(self) -> Mapping[Task, str]:
        """The command of each task, as a dialect writes it."""
        mistaken = {task: exchange.template for task, exchange in self.mistaken.items()}
        return {**self.understood, **mistaken}

    @cached_property
    def is_nameless(self) -> bool:
        """Whether the program does one task with all that it is sent."""
        return TEXT in self.understood.values()

    def results_of(self, task: Task) -> list[TextExchange]:
        """Return the answered requests for a task."""
        return [
            exchange
            for exchange in self.exchanges
            if exchange.template == self.commands.get(task)
            and not exchange.said.is_bad
            and exchange.outcome is not Outcome.NOTHING
        ]

    @cached_property
    def errors(self) -> list[TextExchange]:
        """The answered messages that are no commands; none if there are no other messages."""
        if self.is_nameless:
            return []
        results = {exchange.text for task in self.commands for exchange in self.results_of(task)}
        return [
            exchange
            for exchange in self.exchanges
            if exchange.said.is_bad
            and exchange.heard.lines
            and exchange.text not in results
            and exchange.outcome in {Outcome.OTHER, Outcome.WHOLE_ECHO}
        ]

    @cached_property
    def unanswered(self) -> bool:
        """Whether no message that is no command was answered, although one was sent."""
        bad = [exchange for exchange in self.exchanges if exchange.said.is_bad]
        return bool(bad) and all(exchange.outcome is Outcome.NOTHING for exchange in bad)

    @cached_property
    def has_blank(self) -> bool:
        """Whether there are empty lines beside others."""
        cuts = [self.cutter.cut(turn) for talk in self.talks for turn in talk.turns]
        return any(cut.has_blank and cut.lines for cut in cuts)

    @cached_property
    def answers_once(self) -> bool:
        """Whether no conversation has two replies, although a second request was sent or came too
        late.
        """
        by_talk = [
            [exchange for exchange in self.exchanges if exchange.talk == place]
            for place in range(len(self.talks))
        ]
        replied = [sum(each.outcome is not Outcome.NOTHING for each in mine) for mine in by_talk]
        if max(replied, default=0) > 1:
            return False
        late = {
            exchange.said.text
            for exchange in self.exchanges
            if exchange.number and exchange.outcome is Outcome.NOTHING
        }
        if any(mine and mine[0].said.text in late and mine[0].heard.lines for mine in by_talk):
            return True
        known = {*self.commands.values()}
        cut = [
            mine
            for mine in by_talk
            if mine
            and mine[0].template in known
            and mine[0].outcome is not Outcome.NOTHING
            and (len(mine) > 1 or self.closes_after(mine[0]))
        ]
        return len(cut) > 1

    def closes_after(self, exchange: TextExchange) -> bool:
        """Return whether the program closed the connection after a reply."""
        return exchange.heard.turn.ended

    @cached_property
    def _of_nonsense(self) -> frozenset[str]:
        """Its replies to requests that are not commands: a word with such a reply is not one."""
        return frozenset(exchange.text for exchange in self.exchanges if exchange.said.is_bad) - {
            ""
        }
