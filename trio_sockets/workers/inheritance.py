"""The descriptors that a worker inherits from its parent, as ``--inherit`` passes them."""

from dataclasses import dataclass
from typing import final

from trio_sockets.words import WrongWordError, say


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """File descriptors, under the numbers that they have in the parent.

    :param control: one end of a socket pair. The worker says once that it is ready, and then its
        totals when it is asked for them; the end of file says that the parent is gone.
    :param counts: the memory of `trio_sockets.workers.counts`.
    :param region: which part of that memory is the worker's own to write.
    :param listeners: listening sockets, each with the name of its service. They are named, as a
        configuration that has changed since must not give a socket to another service.
    """

    control: int
    counts: int
    region: int
    listeners: tuple[tuple[str, int], ...]

    def descriptors(self) -> tuple[int, ...]:
        """Return every descriptor that has to outlive the start of the worker."""
        return self.control, self.counts, *(fd for _, fd in self.listeners)

    def __str__(self) -> str:
        listeners = (f"{name}={fd}" for name, fd in self.listeners)
        return ",".join([str(self.control), str(self.counts), str(self.region), *listeners])


def parse_inheritance(text: str) -> Inheritance:
    """Read what ``str`` of an `Inheritance` wrote.

    :raises ValueError: it is something else.
    """
    try:
        control, counts, region, *listeners = text.split(",")
        named = (word.split("=") for word in listeners)
        return Inheritance(
            control=int(control),
            counts=int(counts),
            region=int(region),
            listeners=tuple((name, int(fd)) for name, fd in named),
        )
    except ValueError as error:
        raise WrongWordError(say("--inherit is not for people: leave it out")) from error
