"""Writing how conversations with a game server begin, its framing and its parameters."""

from typing import final

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.games.scripts import LONGEST, Manner
from trio_sockets.check.learn.inference.knowledge import Knowledge
from trio_sockets.check.learn.inference.opening import Opening
from trio_sockets.check.learn.writing.first import write_first, write_prompt
from trio_sockets.check.learn.writing.notes import Notes, joined
from trio_sockets.check.learn.writing.wire import HEARD, write_about, write_wire
from trio_sockets.words import Words, say


@final
class BeginningWriter:
    """Writes the table of the framing, and the entries for everything before the first reply."""

    def __init__(self, notes: Notes, manner: Manner, known: Knowledge, opening: Opening) -> None:
        self._notes = notes
        self._manner = manner
        self._known = known
        self._opening = opening

    def write(self) -> None:
        """Write all these entries."""
        self._wire()
        self._begin()
        self._parameters()

    def _wire(self) -> None:
        count = len(self._known.games)
        write_about(self._notes, say("Learned from a program, in {count} games.", count=count))
        sends, replies = self._manner.sends, self._known.cutter.framing
        sent = {
            Framing.LINE: say("It read our guesses with a newline behind them."),
            Framing.NOTHING: say("It read our guesses without a newline, and not with one."),
            Framing.LENGTH: say("It read our guesses with their length before them (writeUTF)."),
        }
        write_wire(self._notes, sends, sent[sends], replies, HEARD[replies])

    def _begin(self) -> None:
        opening = self._opening
        because = say("it needs this before the first guess")
        write_first(self._notes, opening.first, because, table="game")
        if opening.greeting is not None:
            told = ", ".join(sorted(opening.told))
            because = say("it tells {parameters} before the first guess", parameters=told)
            self._notes.add("greeting", opening.greeting.text, because)
            self._notes.remark(opening.greeting, say("greeting"), because)
        because = say("it prompts with this, without a newline, before a guess")
        write_prompt(self._notes, opening.prompt, because, table="game")
        if self._manner.guess != "{guess}":
            because = say("It took guesses with this word before them, and no others.")
            self._notes.add("guess", self._manner.guess, because)

    def _parameters(self) -> None:
        known, told = self._known, self._opening.told
        sheet: dict[str, int] = {}
        reasons: list[Words] = []
        if "high" not in told:
            low, high, because, sure = self._bounds()
            sheet |= {} if "low" in told else {"low": low}
            sheet["high"] = high
            reasons.append(because)
            if not sure:
                self._notes.questions.append(because)
        tries = known.tries
        if "tries" not in told:
            if tries.limit is not None:
                sheet["tries"] = tries.limit
                reasons.append(
                    say(
                        "{games} games were lost with guess number {tries}.",
                        games=tries.games,
                        tries=tries.limit,
                    )
                )
            else:
                reasons.append(
                    say(
                        "No game was lost in {count} guesses: tries are not limited.",
                        count=tries.longest,
                    )
                )
        if sheet:
            self._notes.add("parameters", sheet, joined(reasons))
        if tries.closed_after is not None:
            self._notes.questions.append(
                say(
                    "It closes without a word after {count} guesses: what should it say to a game "
                    "that is lost?",
                    count=tries.closed_after,
                )
            )
        elif tries.limit is None and "tries" not in told and tries.longest < LONGEST:
            self._notes.questions.append(joined(reasons))
        if tries.differ:
            self._notes.questions.append(
                say("Not every game was lost with the same number of guesses: which is right?")
            )

    def _bounds(self) -> tuple[int, int, Words, bool]:
        """Return the bounds that no greeting tells, how they were found, and whether they are
        certain.
        """
        known = self._known
        if known.bounds is not None:
            low, high = known.bounds
            because = say("{low} and {high}: other messages tell them.", low=low, high=high)
            return low, high, because, True
        low = 1 if known.greatest_refused_below == 0 else 0
        high, refused = known.greatest_valid or 100, known.least_refused
        if refused == high + 1:
            because = say(
                "It took {high} for a guess, and refused {refused}; it took {low}.",
                high=high,
                refused=refused,
                low=low,
            )
            return low, high, because, True
        secrets = known.secrets or [1]
        because = say(
            "It tells no bounds and refuses no number. The {count} numbers that were found lie "
            "between {least} and {most}: are the bounds 1 and {high}?",
            count=len(known.secrets),
            least=min(secrets),
            most=max(secrets),
            high=known.ceiling,
        )
        return 1, known.ceiling, because, False
