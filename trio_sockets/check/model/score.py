"""The score of a run: the points earned, and how many checks could be decided."""

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class CheckScore:
    """Points: 1 for each check, or as the dialect weighs it.

    :param earned: points of the checks that passed.
    :param possible: points of the checks that count: those that were decided, and those that are
        unclear, but not those that were skipped.
    :param looked_at: points of the checks that passed or failed.
    :param total: points of all checks.
    """

    earned: float = 0.0
    possible: float = 0.0
    looked_at: float = 0.0
    total: float = 0.0

    @property
    def percent(self) -> float | None:
        """The points earned as a percentage of the possible ones; None if none are possible."""
        return 100 * self.earned / self.possible if self.possible else None

    @property
    def coverage(self) -> float | None:
        """The percentage of the points whose checks were decided; None if there were no checks."""
        return 100 * self.looked_at / self.total if self.total else None
