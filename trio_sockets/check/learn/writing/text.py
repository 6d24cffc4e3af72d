"""Writing the learned dialect of a text server, with reasons."""

from collections.abc import Mapping
from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.inference.slots import Message
from trio_sockets.check.learn.texts.beginning import find_text_beginning
from trio_sockets.check.learn.texts.course import LearnedText
from trio_sockets.check.learn.texts.knowledge import TextKnowledge
from trio_sockets.check.learn.texts.outcomes import Outcome
from trio_sockets.check.learn.texts.replies import TIME, find_text_messages
from trio_sockets.check.learn.texts.tasks import TEXT, WORDS, Task
from trio_sockets.check.learn.writing.draft import Draft
from trio_sockets.check.learn.writing.first import write_first, write_prompt
from trio_sockets.check.learn.writing.ignoring import takes_away
from trio_sockets.check.learn.writing.notes import Notes
from trio_sockets.check.learn.writing.wire import HEARD, write_about, write_wire
from trio_sockets.words import Words, say

_TABLE = "text"
_CALLED: Mapping[Task, Words] = {
    Task.UPPER: say("capitals"),
    Task.LOWER: say("small letters"),
    Task.DATENOW: say("the time"),
}
_DID: Mapping[Task, Words] = {
    Task.UPPER: say("the string came back in capitals"),
    Task.LOWER: say("the string came back in small letters"),
    Task.DATENOW: say("a time came back"),
}
_INSTEAD: Mapping[Outcome, Words] = {
    Outcome.UPPER: say("capitals"),
    Outcome.LOWER: say("small letters"),
    Outcome.ECHO: say("what was sent"),
    Outcome.OTHER_CASE: say("some capitals"),
}


def draft_text(learned: LearnedText) -> Draft:
    """Return the draft of a text server's dialect, after a course that found a command."""
    return _Writer(learned).draft()


@final
class _Writer:
    def __init__(self, learned: LearnedText) -> None:
        self._learned = learned
        self._known = TextKnowledge(learned.talks)
        self._beginning = find_text_beginning(self._known)
        self._messages = find_text_messages(self._known, self._beginning.spent)
        self._notes = Notes()

    def draft(self) -> Draft:
        self._wire()
        self._begin()
        for task in Task:
            self._command(task)
        for task in Task:
            self._reply(task)
        self._errors()
        self._ignored()
        return Draft(
            tuple(self._notes.entries), tuple(self._notes.remarks), tuple(self._notes.questions)
        )

    def _wire(self) -> None:
        count = len(self._known.exchanges)
        write_about(self._notes, say("Learned from a program, in {count} requests.", count=count))
        sends, replies = self._learned.manner.sends, self._known.cutter.framing
        sent = {
            Framing.LINE: say("It read our requests with a newline behind them."),
            Framing.NOTHING: say("It reads requests without a newline better than with one."),
            Framing.LENGTH: say("It read our requests with their length before them (writeUTF)."),
        }
        write_wire(self._notes, sends, sent[sends], replies, HEARD[replies])

    def _begin(self) -> None:
        because = say("it needs this before the first request")
        write_first(self._notes, self._beginning.first, because, table=_TABLE)
        greeting = self._messages.greeting
        if greeting is not None:
            because = say("it comes before the first request")
            self._notes.add("greeting", greeting.text, because, table=_TABLE)
            self._notes.remark(greeting, say("greeting"), because)
        because = say("it prompts with this, without a newline, before a request")
        write_prompt(self._notes, self._beginning.prompt, because, table=_TABLE)
        if self._known.answers_once:
            because = say("It answered one request of each connection.")
            self._notes.add("one-message-per-connection", True, because, table=_TABLE)  # noqa: FBT003 - what the file says
            if not any(self._known.closes_after(each) for each in self._known.exchanges):
                self._notes.questions.append(
                    say(
                        "It answers one request of each connection, and does not close it: "
                        "should it close, or answer more?"
                    )
                )

    def _command(self, task: Task) -> None:
        command = self._known.commands.get(task)
        if command is None:
            self._missing(task)
            return
        results = self._known.results_of(task)
        count = len(results)
        mistaken = self._known.mistaken.get(task)
        if mistaken is not None:
            because = say(
                '"{said}" gave {instead}, but its name tells what it should give',
                said=mistaken.said.text,
                instead=_INSTEAD[mistaken.outcome],
            )
            self._notes.questions.append(
                say(
                    '"{said}" gave {instead}, so the program fails the check: the file follows '
                    "the command's name. Is that what you want?",
                    said=mistaken.said.text,
                    instead=_INSTEAD[mistaken.outcome],
                )
            )
        elif command == TEXT:
            because = say("every request comes back like this, without a command")
        else:
            because = say(
                "it was sent {count} times, and each time {did}", count=count, did=_DID[task]
            )
        self._notes.add(task.value, command, because, table=_TABLE)
        self._notes.remark(Message(command, frozenset(), count), _CALLED[task], because)

    def _missing(self, task: Task) -> None:
        if self._known.is_nameless:
            because = say("It does the same with every request.")
            self._notes.add(task.value, False, because, table=_TABLE)  # noqa: FBT003 - what the file says
            return
        tried, (first, second, *_) = self._learned.tried[task], WORDS[task]
        because = say(
            "It understood none of the {count} words for {what} that were tried, such as {first} "
            "and {second}: does it have another one?",
            what=_CALLED[task],
            count=tried,
            first=first,
            second=second,
        )
        self._notes.add(task.value, False, because, table=_TABLE)  # noqa: FBT003 - what the file says
        self._notes.questions.append(because)

    def _reply(self, task: Task) -> None:
        messages = self._messages.replies.get(task, ())
        plain = TEXT if task.takes_text else TIME
        if not messages:
            return
        usual, *others = messages
        if usual.text != plain:
            because = say("the result stands between these words")
            self._notes.add(f"{task.value}-reply", usual.text, because, table=_TABLE)
            self._notes.remark(usual, say("reply"), because)
        for other in others if task.takes_text else ():
            self._notes.questions.append(
                say(
                    'It replies "{one}", but also "{other}": which is right?',
                    one=usual.text,
                    other=other.text,
                )
            )

    def _errors(self) -> None:
        errors = [each for each in self._messages.errors if not self._holds_reply(each)]
        if errors:
            because = say("These came back for requests that are not commands.")
            texts = [each.text for each in errors]
            self._notes.add("error", texts if len(texts) > 1 else texts[0], because, table=_TABLE)
            for each in errors:
                self._notes.remark(
                    each, say("error"), say("it answers a request that is not a command")
                )
        elif not self._known.is_nameless:
            question = (
                say("It does not answer a request that is not a command: what should it say?")
                if self._known.unanswered
                else say(
                    "It answers a request that is not a command, but not with an error: what "
                    "should it say?"
                )
            )
            self._notes.ask("error", "?", question, table=_TABLE)

    def _holds_reply(self, error: Message) -> bool:
        """Return whether the pattern of an error would also match a reply."""
        return error.text.replace("{words}", "").strip() == ""

    def _ignored(self) -> None:
        messages = self._messages
        counting = [each.text for each in (*messages.errors, messages.greeting) if each is not None]
        counting += [
            reply.text.replace(TEXT, "HELLO").replace(TIME, "2026-01-31T09:15:30+01:00")
            for replies in messages.replies.values()
            for reply in replies
        ]
        chosen: list[str] = []
        for each in (*messages.ignored, *self._beginning.others):
            if each.text in {*chosen, *counting} or not each.text.replace("{words}", "").strip():
                continue
            if takes_away(each.text, counting):
                self._notes.ask_about_beginning(each)
                continue
            chosen.append(each.text)
            because = say("it comes with other messages, and holds no result")
            self._notes.remark(each, say("ignored"), because)
        if chosen or messages.has_blank:
            because = say("These come with the messages that count.")
            blank = [""] if messages.has_blank else []
            self._notes.add("ignore", [*chosen, *blank], because, table=_TABLE)
