"""Writing the learned dialect of a client of the game, with reasons."""

from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.clients.candidates import LOSSES, WINS, HintPair
from trio_sockets.check.learn.clients.course import LearnedClient
from trio_sockets.check.learn.writing.draft import Draft, MessageRemark
from trio_sockets.check.learn.writing.notes import Notes
from trio_sockets.check.learn.writing.wire import write_about, write_wire
from trio_sockets.words import Words, say

_UNSEEN = HintPair("HIGHER {left}", "LOWER {left}")
_SHEET = {"low": 1, "high": 100}
"""What the file says where a client shows nothing of it: as our own protocol."""


def draft_client(learned: LearnedClient) -> Draft:
    """Return the draft of the dialect that a client understands."""
    return _Writer(learned).draft()


@final
class _Writer:
    def __init__(self, learned: LearnedClient) -> None:
        self._learned = learned
        self._notes = Notes()

    def draft(self) -> Draft:
        count = len(self._learned.talks)
        write_about(self._notes, say("Learned from a client, in {count} games.", count=count))
        self._wire()
        self._begin()
        self._hints()
        self._ends()
        notes = self._notes
        return Draft(tuple(notes.entries), tuple(notes.remarks), tuple(notes.questions))

    def _wire(self) -> None:
        said = self._learned.message
        sends, because = Framing.NOTHING, say("Its guesses end in nothing.")
        if said.endswith(b"\n"):
            sends, because = Framing.LINE, say("Its guesses end with a newline.")
        elif Framing.LENGTH.cut(said) == ([said[2:]], b""):
            sends = Framing.LENGTH
            because = say("Each of its guesses has its length before it (writeUTF).")
        heard = {
            Framing.LINE: say("It understood messages with a newline behind them."),
            Framing.NOTHING: say("It understood messages without a newline, and not with one."),
            Framing.LENGTH: say("It understood messages with their length before them (writeUTF)."),
        }
        replies = self._learned.replies
        write_wire(self._notes, sends, because, replies, heard[replies])

    def _begin(self) -> None:
        learned, notes = self._learned, self._notes
        if learned.first:
            because = say("it says this before the game, without being asked")
            notes.add("first", [{"say": "{name}"}], because)
            notes.remarks.append(MessageRemark(learned.first, 1, say("a name"), because))
            notes.questions.append(
                say('It says "{said}" first: is that a name, or always this?', said=learned.first)
            )
        if learned.greeting:
            because = (
                say("it guessed within the bounds of this greeting")
                if learned.reads
                else say("it waits for a greeting, of any words")
            )
            notes.add("greeting", learned.greeting, because)
            notes.remarks.append(MessageRemark(learned.greeting, 1, say("greeting"), because))
        if learned.typed and learned.greeting and not learned.reads:
            notes.questions.append(
                say(
                    "Its player reads the greeting: any words will do. Which has the class agreed "
                    "on?"
                )
            )
        guess = learned.message
        if guess[2:] and Framing.LENGTH.cut(guess) == ([guess[2:]], b""):
            guess = guess[2:]
        command = guess.decode(errors="replace").strip().rstrip("0123456789").rstrip("+-")
        if command.strip():
            because = say("It sends this word before its guesses.")
            notes.add("guess", f"{command}{{guess}}", because)
        if not learned.reads:
            self._parameters()

    def _parameters(self) -> None:
        if self._learned.bounds is not None:
            low, high = self._learned.bounds
            because = say(
                "It takes no bounds from a greeting, and guesses between {low} and {high}.",
                low=low,
                high=high,
            )
            self._notes.add("parameters", {"low": low, "high": high}, because)
            self._notes.questions.append(
                say("It is told no number of tries: does the class's sheet limit them?")
            )
            return
        because = say("It was not seen which bounds it has: are these right?")
        self._notes.add("parameters", dict(_SHEET), because)
        self._notes.questions.append(because)

    def _hints(self) -> None:
        learned = self._learned
        pair, because = learned.hints, say("it guessed as this told it, each time")
        if pair is None:
            pair = _UNSEEN
            because = say("its player reads the hints: any words will do")
            self._notes.questions.append(
                say("Its player reads the hints: any words will do. Which has the class agreed on?")
            )
        for key, text, called in (
            ("higher", pair.higher, say("higher")),
            ("lower", pair.lower, say("lower")),
        ):
            self._notes.add(key, text, because)
            self._notes.remarks.append(
                MessageRemark(text, max(1, learned.followed // 2), called, because)
            )

    def _ends(self) -> None:
        learned = self._learned
        self._end("win", learned.win, WINS, say("won"))
        if learned.reads:
            self._end("lose", learned.lose, LOSSES, say("lost"))

    def _end(self, key: str, text: str | None, listed: tuple[str, ...], called: Words) -> None:
        if text is not None:
            because = say("it stopped guessing after this")
            self._notes.add(key, text, because)
            self._notes.remarks.append(MessageRemark(text, 1, called, because))
            return
        because = say(
            "It stopped guessing after no message that was tried for this, such as {first}: "
            "what does it understand?",
            first=listed[0].partition(" {")[0],
        )
        self._notes.add(key, listed[0], because)
        self._notes.questions.append(because)
