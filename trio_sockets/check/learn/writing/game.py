"""Writing the learned dialect of a game server, with reasons."""

import re
from collections.abc import Mapping, Sequence
from typing import final

from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.dialect.patterns import Template
from trio_sockets.check.learn.games.course import Learned
from trio_sockets.check.learn.inference.knowledge import Knowledge
from trio_sockets.check.learn.inference.messages import Messages, find_messages
from trio_sockets.check.learn.inference.opening import Opening, find_opening
from trio_sockets.check.learn.inference.slots import Message
from trio_sockets.check.learn.writing.beginning import BeginningWriter
from trio_sockets.check.learn.writing.draft import Draft
from trio_sockets.check.learn.writing.ignoring import takes_away
from trio_sockets.check.learn.writing.notes import Notes, joined
from trio_sockets.check.learn.writing.reasons import reason_of
from trio_sockets.check.learn.writing.swapped import Swap, swap_in
from trio_sockets.check.sentences.meaning import Meaning
from trio_sockets.words import Words, say

_ORDER = (Kind.HIGHER, Kind.LOWER, Kind.WIN, Kind.LOSE, Kind.ERROR)
_MEANT = {
    Kind.HIGHER: Meaning.HIGHER,
    Kind.LOWER: Meaning.LOWER,
    Kind.WIN: Meaning.WON,
    Kind.LOSE: Meaning.LOST,
    Kind.ERROR: Meaning.ERROR,
}
_CALLED: Mapping[Kind, Words] = {
    Kind.HIGHER: say("higher"),
    Kind.LOWER: say("lower"),
    Kind.WIN: say("won"),
    Kind.LOSE: say("lost"),
    Kind.ERROR: say("error"),
}
_PASS = say("ignored")


def draft_game(learned: Learned) -> Draft:
    """Return the draft of a game server's dialect, after a sufficient course."""
    return _Writer(learned).draft()


@final
class _Writer:
    def __init__(self, learned: Learned) -> None:
        self._manner = learned.manner
        self._known = Knowledge(learned.games)
        self._messages: Messages = find_messages(self._known)
        self._opening: Opening = find_opening(self._known)
        self._notes = Notes()

    def draft(self) -> Draft:
        BeginningWriter(self._notes, self._manner, self._known, self._opening).write()
        of = dict(self._messages.of)
        swap = swap_in(of, self._known.wording)
        if swap is not Swap.NONE:
            self._notes.questions.append(swap.question)
        if swap is Swap.PROGRAM:
            of[Kind.HIGHER], of[Kind.LOWER] = of[Kind.LOWER], of[Kind.HIGHER]
        for kind in _ORDER:
            self._kind(kind, of[kind], swapped=swap is Swap.PROGRAM)
        self._bad_guesses()
        self._ignored(of)
        self._sentences(of, swap)
        self._unknown()
        return Draft(
            tuple(self._notes.entries),
            tuple(self._notes.remarks),
            tuple(self._notes.questions),
            is_swapped=swap is Swap.PROGRAM,
        )

    def _kind(self, kind: Kind, messages: Sequence[Message], *, swapped: bool) -> None:
        if not messages:
            self._missing(kind)
            return
        reasons = [reason_of(kind, message, self._known, swapped=swapped) for message in messages]
        texts = list(dict.fromkeys(message.text for message in messages))
        self._notes.add(kind.value, texts if len(texts) > 1 else texts[0], joined(reasons[:1]))
        for message, because in zip(messages, reasons, strict=True):
            if message.times:
                self._notes.remark(message, _CALLED[kind], because)
            if message.left_after not in {None, self._known.tries.limit}:
                self._notes.questions.append(
                    say(
                        'In "{said}", the number and the guesses so far are {sum} together, and '
                        "not {tries}: is its count of the tries one off?",
                        said=message.text,
                        sum=message.left_after,
                        tries=self._known.tries.limit,
                    )
                )

    def _missing(self, kind: Kind) -> None:
        match kind:
            case Kind.ERROR:
                self._notes.ask(
                    "error",
                    "?",
                    say("It takes what is no guess for a guess: what should it say?")
                    if self._takes_anything()
                    else say("It did not answer what is no guess: what should it say?"),
                )
            case Kind.WIN:
                self._notes.ask("win", "?", say("No game was won: what does it say then?"))
            case Kind.LOSE if self._known.tries.limit is not None or "tries" in self._opening.told:
                self._notes.ask("lose", "?", say("No game was lost: what does it say then?"))
            case _:
                pass

    def _takes_anything(self) -> bool:
        return any(
            reply.said.is_bad and self._known.hints.are_in(reply) for reply in self._known.replies
        )

    def _bad_guesses(self) -> None:
        costs = self._known.tries.bad_costs
        if costs is None:
            if self._known.tries.limit is not None and not self._takes_anything():
                self._notes.ask(
                    "bad-guess-costs-a-try",
                    False,  # noqa: FBT003 - what the file says
                    say("Whether what is no guess uses up a try was not seen: does it?"),
                )
            return
        because = (
            say("A game with a word among its guesses was lost one guess earlier.")
            if costs
            else say("A game with a word among its guesses was lost no earlier.")
        )
        self._notes.add("bad-guess-costs-a-try", costs, because)

    def _ignored(self, of: Mapping[Kind, Sequence[Message]]) -> None:
        """Write the ignored lines, except those that would remove a part of another message."""
        counting = [message.text for messages in of.values() for message in messages]
        if self._opening.greeting is not None:
            counting.append(self._opening.greeting.text)
        chosen: list[str] = []
        groups = (
            (
                self._opening.ignored,
                say("it comes before the first guess, and tells no parameter"),
            ),
            (self._opening.prompts, say("it prompts with this, without a newline")),
            (
                self._messages.ignored,
                say("it comes with other messages, and says nothing about the guess"),
            ),
        )
        for messages, because in groups:
            for message in messages:
                if message.text in chosen or message.text in counting:
                    continue
                if (
                    re.fullmatch(r"[\W\d]*(?:\{words\})?\W*", message.text)
                    and "{words}" in message.text
                ):
                    continue
                if takes_away(message.text, counting):
                    self._notes.ask_about_beginning(message)
                    continue
                chosen.append(message.text)
                self._notes.remark(message, _PASS, because)
        blank = self._messages.has_blank or any(
            self._known.cutter.cut(turn).has_blank
            for game in self._known.games
            for turn in game.before
        )
        if chosen or blank:
            because = say("These come with the messages that count.")
            self._notes.add("ignore", [*chosen, *([""] if blank else [])], because)

    def _sentences(self, of: Mapping[Kind, Sequence[Message]], swap: Swap) -> None:
        if swap is not Swap.NONE:
            return
        meant = {
            Template(message.text).write({"words": "", "left": 3, "used": 3, "number": 50}): meaning
            for kind, meaning in _MEANT.items()
            for message in of[kind]
        }
        language = self._known.wording.language_of(meant)
        if language is not None:
            because = say("Its words are read by these lists, so other sentences are, too.")
            self._notes.add("like", [language], because, table="sentences")

    def _unknown(self) -> None:
        for message in self._messages.unknown:
            question = say('What does "{said}" mean?', said=message.text)
            self._notes.questions.append(question)
            self._notes.remark(message, say("not known"), question)
