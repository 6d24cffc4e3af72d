"""Reading the conversations with the learned dialect: it must find the result of each request."""

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.learn.texts.course import LearnedText
from trio_sockets.check.learn.texts.knowledge import TextExchange, TextKnowledge
from trio_sockets.check.learn.texts.outcomes import Outcome
from trio_sockets.check.learn.texts.tasks import Task
from trio_sockets.check.learn.verifying import Verified, conversation_of
from trio_sockets.check.model.transcript import Transcript

_READ = {Outcome.UPPER: str.upper, Outcome.LOWER: str.lower}


def verify_text(learned: LearnedText, dialect: Dialect) -> Verified:
    """Read all conversations with a dialect."""
    known = TextKnowledge(learned.talks)
    spoken = dialect.of_service("text")
    right, unread = 0, list[bytes]()
    for place, talk in enumerate(known.talks):
        transcript = Transcript(conversations=(conversation_of(talk, spoken),), dialect=spoken)
        messages = transcript.messages()
        answered = [
            each
            for each in known.exchanges
            if each.talk == place and each.outcome is not Outcome.NOTHING
        ]
        for number, exchange in enumerate(answered):
            task = _task_of(known, exchange)
            if task is None:
                continue
            read = messages[number] if number < len(messages) else b""
            if _is_result(read, exchange, task, spoken):
                right += 1
            else:
                unread.append(exchange.heard.turn.heard)
    return Verified(right, unread)


def _task_of(known: TextKnowledge, exchange: TextExchange) -> Task | None:
    """Return the task that was done; None if the request was no command, or was done wrongly."""
    if exchange.said.is_bad:
        return None
    for task, command in known.understood.items():
        if exchange.template == command and exchange.outcome in {
            Outcome.UPPER,
            Outcome.LOWER,
            Outcome.TIME,
        }:
            return task
    return None


def _is_result(message: bytes, exchange: TextExchange, task: Task, dialect: Dialect) -> bool:
    if not task.takes_text:
        return bool(message)
    made = _READ[exchange.outcome](exchange.said.argument)
    replied = dialect.replying("upper" if task is Task.UPPER else "lower", made)
    return message == replied.encode()
