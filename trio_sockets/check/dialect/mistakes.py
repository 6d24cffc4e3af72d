"""What a server is known to get wrong, and how it is read all the same.

A check that fails may show a mistake that can be taken as known from then on, so that the rest of
the program is looked at. Most of these change how a reply is read: it is read as the server should
have said it, so that no judge has to know of the mistake.
"""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import final

from trio_sockets.check.dialect.kinds import Heard, Kind

_OTHER_HINT = {Kind.HIGHER: Kind.LOWER, Kind.LOWER: Kind.HIGHER}


class Mistake(StrEnum):
    """A mistake that can be taken as known. Each costs one check, however often it is met."""

    SWAPPED = "swapped"
    COUNT = "count"
    BOUND = "bound"
    LAST_TRY = "last-try"
    NEVER_LOST = "never-lost"
    LOST_UNTOLD = "lost-untold"
    UNENDED = "unended"
    ONE_AT_A_TIME = "one-at-a-time"
    NONSENSE = "nonsense"
    SILENCE = "silence"
    VISITOR = "visitor"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Mistakes:
    """The mistakes of one server that are known, and their extent.

    :param swapped: it says higher for lower, and lower for higher.
    :param tries: how many more tries a game has than its greeting tells.
    :param left: how many more tries it tells to be left than there are, by its greeting.
    :param used: how many more tries it tells to be used than were.
    :param refuses_low: it takes the lower bound for a number out of bounds.
    :param refuses_high: it takes the upper bound for one.
    :param last_try_loses: at the last try, the right guess loses as well.
    :param never_lost: a game goes on after its last try.
    :param lost_untold: at the last try, it ends the conversation without saying that all is lost.
    :param unended: some of its messages have no newline at their end.
    :param glued: replies are among these: several of them cannot be told apart.
    :param one_at_a_time: it serves one client after another.
    :param ends_at_nonsense: what it cannot read ends the conversation, or the program.
    :param silent_at_nonsense: what it cannot read gets no reply.
    :param ends_at_visitors: a client that leaves without having asked anything ends the program.
    """

    swapped: bool = False
    tries: int = 0
    left: int = 0
    used: int = 0
    refuses_low: bool = False
    refuses_high: bool = False
    last_try_loses: bool = False
    never_lost: bool = False
    lost_untold: bool = False
    unended: bool = False
    glued: bool = False
    one_at_a_time: bool = False
    ends_at_nonsense: bool = False
    silent_at_nonsense: bool = False
    ends_at_visitors: bool = False

    @property
    def kinds(self) -> frozenset[Mistake]:
        """What they are."""
        return self.widened(NONE_KNOWN)

    def widened(self, before: "Mistakes") -> frozenset[Mistake]:
        """Return those that have another extent than before."""
        mine, theirs = self._extents, before._extents  # noqa: SLF001 - another one of this class
        return frozenset(mistake for mistake in Mistake if mine[mistake] != theirs[mistake])

    @property
    def _extents(self) -> dict[Mistake, tuple[int, ...]]:
        return {
            Mistake.SWAPPED: (self.swapped,),
            Mistake.COUNT: (self.tries, self.left, self.used),
            Mistake.BOUND: (self.refuses_low, self.refuses_high),
            Mistake.LAST_TRY: (self.last_try_loses,),
            Mistake.NEVER_LOST: (self.never_lost,),
            Mistake.LOST_UNTOLD: (self.lost_untold,),
            Mistake.UNENDED: (self.unended, self.glued),
            Mistake.ONE_AT_A_TIME: (self.one_at_a_time,),
            Mistake.NONSENSE: (self.ends_at_nonsense,),
            Mistake.SILENCE: (self.silent_at_nonsense,),
            Mistake.VISITOR: (self.ends_at_visitors,),
        }

    def joined(self, others: "Mistakes") -> "Mistakes":
        """Return these and others: of each, the greater extent."""
        mine, theirs = asdict(self), asdict(others)
        return Mistakes(**{name: max(mine[name], theirs[name], key=abs) for name in mine})

    def corrected(self, heard: Heard) -> Heard:
        """Return a message of the game as the server should have said it."""
        kind = _OTHER_HINT.get(heard.kind, heard.kind) if self.swapped else heard.kind
        off = self._off
        numbers = {name: told - off.get(name, 0) for name, told in heard.numbers.items()}
        return replace(heard, kind=kind, numbers=numbers)

    def mistaken(self, kind: Kind, numbers: dict[str, object]) -> tuple[Kind, dict[str, object]]:
        """Return what the server makes of a message that it should send: it undoes `corrected`."""
        kind = _OTHER_HINT.get(kind, kind) if self.swapped else kind
        off = self._off
        told = {
            name: number + off.get(name, 0) if isinstance(number, int) else number
            for name, number in numbers.items()
        }
        return kind, told

    @property
    def _off(self) -> dict[str, int]:
        """By how much each count that it tells is off, where a game has the tries it really has."""
        return {"left": self.left - self.tries, "used": self.used}


NONE_KNOWN = Mistakes()
