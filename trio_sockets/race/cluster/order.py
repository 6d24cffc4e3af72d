"""Steps of a room in the order in which they happened, whichever way they come."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar, final


class Numbered(Protocol):
    """Something that has its place in a room's life."""

    @property
    def epoch(self) -> str:
        """Which life of the room."""

    @property
    def seq(self) -> int:
        """The number of a step, or of the one before."""


ItemT = TypeVar("ItemT", bound=Numbered)


@final
class InOrder(Generic[ItemT]):
    """Gives steps out by their numbers, each once, and notes right after the step they belong to.

    Early steps are held, and all steps until `start` is called.

    :ivar epoch: the life of the room; empty before it is known.
    :ivar seq: the step that was given out last.
    """

    def __init__(self) -> None:
        self.epoch = ""
        self.seq = 0
        self._steps: dict[tuple[str, int], ItemT] = {}
        self._notes: dict[tuple[str, int], list[ItemT]] = {}

    @property
    def gap(self) -> bool:
        """Whether something is held, because what comes before it has not come."""
        return bool(self._steps or self._notes)

    def start(self, epoch: str, seq: int) -> None:
        """Continue after a step. Held steps from before it are dropped.

        Steps of this life that have been given out are not taken back.
        """
        self.seq = max(self.seq, seq) if epoch == self.epoch else seq
        self.epoch = epoch
        self._steps = {
            place: step
            for place, step in self._steps.items()
            if place[0] == epoch and place[1] > self.seq
        }
        self._notes = {place: note for place, note in self._notes.items() if place[0] == epoch}

    def has_given(self, step: Numbered) -> bool:
        """Return whether a step has been given out, or lies before the one it began with."""
        return step.epoch == self.epoch and step.seq <= self.seq

    def take(self, step: ItemT) -> None:
        """Take a step. One that has been given out, or is held, makes no difference."""
        if not self.has_given(step):
            self._steps[step.epoch, step.seq] = step

    def note(self, note: ItemT) -> None:
        """Take a note, which follows the step of its number, and those noted before."""
        self._notes.setdefault((note.epoch, note.seq), []).append(note)

    def __iter__(self) -> Iterator[ItemT]:
        """Yield the steps that are due, those taken meanwhile too."""
        while True:
            ripe = [at for at in self._notes if at[0] == self.epoch and at[1] <= self.seq]
            if ripe:
                yield from self._notes.pop(min(ripe))
            elif (following := (self.epoch, self.seq + 1)) in self._steps:
                self.seq += 1
                yield self._steps.pop(following)
            else:
                return
