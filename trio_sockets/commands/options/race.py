"""The options of the race, as cyclopts reads them from flags, environment and TOML."""

from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Group, Parameter

from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules

_RULES = Rules(Parameters(1, 1, 1))


SHORTEST, LONGEST = 0.001, 24 * 60 * 60


def _a_time(_type: Any, seconds: float) -> None:
    if not SHORTEST <= seconds <= LONGEST:
        raise ValueError(f"Write a number of seconds, from {SHORTEST} to {LONGEST} (a day).")


Time = Annotated[float, Parameter(validator=_a_time)]


@Parameter(name="*", group=Group("Race, in seconds", sort_key=1))
@dataclass(frozen=True, kw_only=True)
class RaceOptions:
    """How a race goes. Its bounds and tries are those of the mystery number.

    Parameters
    ----------
    race_countdown: float
        Between two rounds.
    race_limit: float
        After which a round is over although nobody has found the number.
    """

    race_countdown: Time = _RULES.countdown / 1000
    race_limit: Time = _RULES.limit / 1000

    def rules(self, parameters: Parameters) -> Rules:
        """Return them with the parameters of each round."""
        return Rules(
            parameters,
            countdown=round(self.race_countdown * 1000),
            limit=round(self.race_limit * 1000),
        )
