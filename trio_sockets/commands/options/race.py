"""The options of the race, as cyclopts reads them from flags, environment and TOML."""

from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter

from trio_sockets.commands.help.about import about, group
from trio_sockets.protocol.messages import Parameters
from trio_sockets.protocol.race.rules import Rules
from trio_sockets.words import WrongWordError, say

_RULES = Rules(Parameters(1, 1, 1))


SHORTEST, LONGEST = 0.001, 24 * 60 * 60


def _a_time(_type: Any, seconds: float) -> None:
    if not SHORTEST <= seconds <= LONGEST:
        raise WrongWordError(
            say(
                "Write a number of seconds, from {least} to {most} (a day).",
                least=SHORTEST,
                most=LONGEST,
            )
        )


Time = Annotated[float, Parameter(validator=_a_time)]


@Parameter(name="*", group=group(say("Race, in seconds"), 1))
@dataclass(frozen=True, kw_only=True)
class RaceOptions:
    """How a race goes. Its bounds and tries are those of the mystery number."""

    race_countdown: Annotated[Time, about(say("Between two rounds."))] = _RULES.countdown / 1000
    race_limit: Annotated[
        Time, about(say("After which a round is over although nobody has found the number."))
    ] = _RULES.limit / 1000

    def rules(self, parameters: Parameters) -> Rules:
        """Return them with the parameters of each round."""
        return Rules(
            parameters,
            countdown=round(self.race_countdown * 1000),
            limit=round(self.race_limit * 1000),
        )
