"""A mistake that is taken as known, as a report names it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.mistakes import Mistake
from trio_sockets.words import Words, say

_NAMES: Mapping[Mistake, Words] = {
    Mistake.SWAPPED: say("the hints are swapped"),
    Mistake.COUNT: say("the tries are counted one off"),
    Mistake.BOUND: say("a bound is refused as a guess"),
    Mistake.LAST_TRY: say("the last try loses in any case"),
    Mistake.NEVER_LOST: say("no game is ever lost"),
    Mistake.LOST_UNTOLD: say("a lost game ends without a word"),
    Mistake.UNENDED: say("a newline is missing"),
    Mistake.ONE_AT_A_TIME: say("one client is served at a time"),
    Mistake.NONSENSE: say("nonsense ends the conversation"),
    Mistake.SILENCE: say("nonsense gets no reply"),
    Mistake.VISITOR: say("a client that leaves at once ends the program"),
}


@final
@dataclass(frozen=True, slots=True)
class KnownMistake:
    """A mistake, and the check that it cost.

    :param found_by: the check's id.
    """

    mistake: Mistake
    found_by: str

    @property
    def words(self) -> Words:
        """Both."""
        return say("{mistake} ({id})", mistake=_NAMES[self.mistake], id=self.found_by)
