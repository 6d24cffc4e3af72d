"""Which mistakes of a program are known, where they were found, and what follows from them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, final

from trio_sockets.check.dialect.mistakes import NONE_KNOWN, Mistake, Mistakes
from trio_sockets.check.judging.recognising import mistakes_met
from trio_sockets.check.model.case import Check
from trio_sockets.check.model.known_mistake import KnownMistake
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.transcript import Ended, Refused, Reset
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.words import Words, say


@final
class KnownMistakes:
    """The mistakes that the checks run so far have shown. Each costs the check that showed it."""

    def __init__(self) -> None:
        self.mistakes = NONE_KNOWN
        self._found: dict[Mistake, KnownMistake] = {}
        self._under: dict[str, Mapping[Mistake, KnownMistake]] = {}
        """By the id of a check: the mistakes in spite of which it was run."""
        self._forgiven: set[str] = set()

    def learn(self, check: Check[Any], mistakes: Mistakes) -> None:
        """Take what a check has shown as known, for all that come after it."""
        widened = mistakes.widened(self.mistakes)
        if self.is_certain(mistakes):
            widened |= {Mistake.NONSENSE}
        for mistake in widened:
            self._found.setdefault(mistake, KnownMistake(mistake, check.id))
        self.mistakes = mistakes
        self._forgiven.add(check.id)
        self._under[check.id] = {**self._of(check), **{each: self._found[each] for each in widened}}

    def shown_by(self, result: Result) -> list[Mistakes]:
        """Return what may be known of the server besides, by a check that fails: try each in turn.

        A check that passes as mistakes are known may show that they reach further, which is noted;
        so is a silence at nonsense, which is no failure where the game goes on.
        """
        transcript = result.transcript
        if transcript is None:
            return []
        found = [recognise(transcript) for recognise in result.check.recognises]
        shown = [mistakes for mistakes in found if mistakes is not None]
        if not result.verdict.bad:
            for mistakes in shown:
                if result.verdict.good and (
                    not self.is_new(mistakes) or self._is_lenient_silence(result, mistakes)
                ):
                    self.learn(result.check, mistakes)
            return []
        together = self.mistakes
        for mistakes in shown:
            together = together.joined(mistakes)
        return [*shown, *([together] if len(shown) > 1 else [])]

    def _is_lenient_silence(self, result: Result, mistakes: Mistakes) -> bool:
        new = mistakes.kinds - self.mistakes.kinds
        return result.verdict is Verdict.LENIENT and new == {Mistake.SILENCE}

    def is_new(self, mistakes: Mistakes) -> bool:
        """Whether one of these has cost no check so far."""
        return not mistakes.kinds <= self.mistakes.kinds

    def is_certain(self, mistakes: Mistakes) -> bool:
        """Whether no other run has to show it: after its end, nothing is seen of a conversation."""
        return mistakes.kinds - self.mistakes.kinds <= {Mistake.NONSENSE} <= mistakes.kinds

    def forgives(self, check: Check[Any]) -> bool:
        """Whether a check that does not pass keeps no other one from being run."""
        return check.id in self._forgiven

    def skipped(self, check: Check[Any]) -> Result | None:
        """Return the result of a check that no such server can show; None if it can be run."""
        if self.mistakes.one_at_a_time and check.at_once:
            words = say(
                "it needs two clients at once, and the server serves one at a time: see {id}",
                id=self._found[Mistake.ONE_AT_A_TIME].found_by,
            )
        elif self.mistakes.glued and check.tells_apart:
            words = say(
                "it needs replies that can be told apart, and the server's have no newline: see "
                "{id}",
                id=self._found[Mistake.UNENDED].found_by,
            )
        else:
            return None
        self._forgiven.add(check.id)
        return _skipped(check, words)

    def told(self, result: Result) -> Result:
        """Return a result as it is to be told: with the mistakes that it was looked at under.

        It is skipped if it fails by a mistake that is known, and can show nothing else.
        """
        under = dict(self._of(result.check))
        self._under.setdefault(result.check.id, dict(under))
        if Mistake.NONSENSE in under and _ends_early(result):
            found_by = under[Mistake.NONSENSE].found_by
            words = say("nonsense ends the conversation here, too: see {id}", id=found_by)
            self._forgiven.add(result.check.id)
            return replace(_skipped(result.check, words), seconds=result.seconds)
        if result.verdict is Verdict.SKIPPED:
            return result
        if result.transcript is not None:
            met = mistakes_met(result.transcript)
            under |= {each: self._found[each] for each in met if each in self._found}
        return replace(result, known=tuple(under[each] for each in sorted(under)))

    def _of(self, check: Check[Any]) -> Mapping[Mistake, KnownMistake]:
        """Return the mistakes in spite of which a check is run: those of what it needs or meets."""
        return {
            mistake: known
            for need in (*check.meets, *check.needs)
            for mistake, known in self._under.get(need, {}).items()
        }


def _skipped(check: Check[Any], words: Words) -> Result:
    return Result(check=check, finding=Finding(verdict=Verdict.SKIPPED, words=words))


def _ends_early(result: Result) -> bool:
    """Whether a check failed as the server ended the conversation, or the program itself."""
    if not result.verdict.bad or result.transcript is None:
        return False
    place, conversations = result.finding.conversation, result.transcript.conversations
    ended = place < len(conversations) and isinstance(
        conversations[place].end, Ended | Refused | Reset
    )
    return ended or result.crash is not None
