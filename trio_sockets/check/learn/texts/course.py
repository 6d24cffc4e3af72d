"""The course: which requests the learner sends. It is pure: the caller sends them and reports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.heard.record import PlayedTalk, Say
from trio_sockets.check.learn.planned import PATIENCE, Course, PlannedTalk, Steps
from trio_sockets.check.learn.texts.knowledge import TextKnowledge
from trio_sockets.check.learn.texts.mentions import alike, listed, mentioned_in, separated
from trio_sockets.check.learn.texts.scripts import SILENCES, TextManner, ask
from trio_sockets.check.learn.texts.tasks import TEXT, WORDS, Request, Task, request_of

MOST = 200
"""The most conversations of a course."""

BRIEF = 0.5
"""Seconds to wait for a reply to a word of the lists: most of them are no commands."""

_ARGUMENTS = ("qzKvo", "plUmji", "kiWab")
"""Strings to send: their letters are of both cases, and no program says them by itself."""

_FEW_LISTED = listed()[:18]

_NONSENSE = ("FROBNICATE 42", "zzgrBl", "42")


@final
@dataclass(frozen=True, slots=True)
class LearnedText:
    """The result of a course.

    :param talks: the conversations that were held in this manner.
    :param tried: how many commands were tried for each task.
    """

    manner: TextManner
    talks: tuple[PlayedTalk, ...]
    tried: dict[Task, int]


def text_course() -> Course[LearnedText]:
    """Yield conversations to hold; the caller sends back each."""
    asked = yield from _contact()
    best = asked[0]
    if best.ends_at_once:
        return LearnedText(best.manner, tuple(best.talks), best.tried)
    if len(best.known.understood) < len(Task) and not best.known.is_nameless:
        for candidate in asked:
            yield from _search(candidate)
            best = max(asked, key=lambda each: len(each.known.commands))
            if best.known.commands:
                break
    if best.known.commands:
        yield from _survey(best)
    return LearnedText(best.manner, tuple(best.talks), best.tried)


@final
class _Asker:
    """The conversations in one manner.

    :param talks: those so far; `ask` adds more.
    :param one_each: whether each request needs a connection of its own.
    """

    def __init__(self, manner: TextManner) -> None:
        self.manner = manner
        self.talks: list[PlayedTalk] = []
        self._known = TextKnowledge(())
        self.one_each = False
        self.tried = dict.fromkeys(Task, 0)

    @property
    def known(self) -> TextKnowledge:
        """What is known after the conversations so far."""
        if len(self._known.held) != len(self.talks):
            self._known = TextKnowledge(tuple(self.talks))
        return self._known

    @property
    def ends_at_once(self) -> bool:
        """Whether each conversation ended without a reply."""
        turns = [turn for talk in self.talks for turn in talk.turns[-1:]]
        return not self.is_answered and all(turn.ended for turn in turns)

    @property
    def is_answered(self) -> bool:
        """Whether a request had a reply."""
        return any(turn.heard for talk in self.talks for turn in talk.replies)

    @property
    def is_greeted(self) -> bool:
        """Whether the program has spoken first."""
        return any(talk.turns[0].heard for talk in self.talks)

    def ask(self, says: Sequence[Say], *, patience: float = PATIENCE) -> Steps:
        """Send messages; after a conversation that ended early, send the others in a new one.

        A message that had no reply, but was not the first one, is sent once more as the first one:
        the program may read one message of each connection.
        """
        left, again = [*says], set[str]()
        while left and len(self.talks) < MOST:
            script = partial(
                ask,
                self.manner,
                left[:1] if self.one_each else tuple(left),
                silences=SILENCES if patience == PATIENCE else 2 * SILENCES,
            )
            talk = yield PlannedTalk(self.manner.sends, script, patience)
            if not talk.turns:
                return
            self.talks.append(talk)
            if not talk.replies:
                return
            left = left[len(talk.replies) :]
            first, *others = talk.replies
            if first.said is not None and first.said.text in again and first.heard:
                self.one_each = True
            if first.heard:
                silent = [turn.said for turn in others if turn.said is not None and not turn.heard]
                missed = [each for each in silent if each.text not in again]
                if patience == PATIENCE:
                    again |= {each.text for each in missed}
                    left = [*missed, *left]

    def try_(self, requests: Sequence[Request], **settings: float) -> Steps:
        """Send commands, each with a string that is no word."""
        for request in requests:
            if request.task is not None:
                self.tried[request.task] += 1
        yield from self.ask([each.saying(_ARGUMENTS[0]) for each in requests], **settings)


def _contact() -> Course[list[_Asker]]:
    """Try the sheet's commands in each framing; return the framings that are answered, the best
    first.
    """
    requests = [*(request_of(words[0], task) for task, words in WORDS.items()), Request(TEXT)]
    askers = list[_Asker]()
    for sends in Framing:
        if sends is Framing.LENGTH and any(each.is_answered for each in askers):
            continue
        asker = _Asker(TextManner(sends))
        yield from asker.try_(requests)
        if not asker.is_answered and not any(each.is_answered for each in askers):
            plain = _Asker(TextManner(sends, introduces=False))
            if any(turn.said is not None for talk in asker.talks for turn in talk.before):
                yield from plain.try_(requests)
                asker = plain if plain.is_answered else asker
        askers.append(asker)
    if any(each.is_greeted for each in askers):  # a greeting that came late spoils a conversation
        for asker in askers:
            if not asker.is_greeted:
                asker.talks.clear()
                yield from asker.try_(requests)
    answered = [each for each in askers if each.is_answered] or askers[:1]
    if _sends_back_newlines(answered):
        answered.reverse()
    return sorted(answered, key=lambda each: -len(each.known.understood))


def _sends_back_newlines(askers: Sequence[_Asker]) -> bool:
    """Return whether the newlines of the replies are those of the requests: without them, there
    are none.
    """
    if [each.manner.sends for each in askers] != [Framing.LINE, Framing.NOTHING]:
        return False
    lines, nothing = (
        {
            exchange.template: exchange.heard.turn.heard
            for exchange in each.known.exchanges
            if exchange.said.argument and exchange.heard.turn.heard
        }
        for each in askers
    )
    both = lines.keys() & nothing.keys()
    return any(b"\n" in lines[each] and b"\n" not in nothing[each] for each in both)


def _search(asker: _Asker) -> Steps:
    """Try other words for the tasks that are missing: those of the program, then those of lists."""

    def missing() -> list[Task]:
        return [task for task in Task if task not in asker.known.commands]

    yield from asker.ask([Say(text=_NONSENSE[0], is_bad=True)])
    tried = set[Request]()
    finders = (_mentioned, _plain, _separated, _in_small_letters, _with_a_capital)
    for find in (each for finder in finders for each in (finder, _alike)):
        requests = [
            each
            for each in find(asker)
            if each not in tried and (each.task is None or each.task in missing())
        ]
        tried |= {*requests}
        if missing():
            yield from asker.try_(requests, patience=BRIEF)


def _mentioned(asker: _Asker) -> list[Request]:
    text = "\n".join(turn.text for talk in asker.talks for turn in talk.turns)
    return mentioned_in(text.replace(_ARGUMENTS[0].upper(), "").replace(_NONSENSE[0], ""))


def _alike(asker: _Asker) -> list[Request]:
    """Return the words for the missing tasks, written as the known commands are."""
    known = asker.known.understood
    return [
        request
        for template in known.values()
        if template != TEXT
        for task in Task
        if task not in known
        for request in alike(template, task)
    ]


def _plain(asker: _Asker) -> list[Request]:
    return _FEW_LISTED if asker.known.understood or _is_slow(asker) else listed()


def _separated(asker: _Asker) -> list[Request]:
    return [] if asker.known.understood else separated()


def _in_small_letters(asker: _Asker) -> list[Request]:
    if asker.known.understood:
        return []
    given = _FEW_LISTED if _is_slow(asker) else listed()
    return [replace(each, template=_cased(each.template, str.lower)) for each in given]


def _with_a_capital(asker: _Asker) -> list[Request]:
    if asker.known.understood or _is_slow(asker):
        return []
    return [replace(each, template=_cased(each.template, str.capitalize)) for each in listed()]


def _cased(template: str, written: Callable[[str], str]) -> str:
    word, *rest = template.split(" ", 1)
    return " ".join([written(word), *rest])


def _is_slow(asker: _Asker) -> bool:
    """Return whether each word takes long, as the program does not answer it, or closes."""
    return asker.known.unanswered or asker.one_each or asker.known.answers_once


def _survey(asker: _Asker) -> Steps:
    """Send each command again, then requests that are not commands."""
    known = asker.known
    commands = [Request(template, task) for task, template in known.commands.items()]
    says = [command.saying(argument) for argument in _ARGUMENTS[1:] for command in commands]
    yield from asker.ask(says)
    if not known.is_nameless:
        bare = [
            each.template.replace(TEXT, "").strip() for each in commands if TEXT in each.template
        ]
        yield from asker.ask(
            [Say(text=text, is_bad=True) for text in (*_NONSENSE, *bare)], patience=1.0
        )
