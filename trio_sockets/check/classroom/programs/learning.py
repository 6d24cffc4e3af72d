"""Learning how the submissions of a class speak that its dialect does not understand."""

from dataclasses import dataclass, field
from typing import Any, final

from trio_sockets.address import DEFAULT_HOST, TcpAddress
from trio_sockets.check.classroom.programs.program import Bench
from trio_sockets.check.classroom.submissions.plan import PlannedProgram, Service
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.check.harness.target import open_target
from trio_sockets.check.learn.learning import SERVICE_LEARNERS
from trio_sockets.check.learn.playing import LONGEST, LearnError, play
from trio_sockets.words import Translate, Words, in_english, say


@final
@dataclass(frozen=True, slots=True)
class SpeakingAlike:
    """Submissions whose programs speak alike.

    :param name: of the submission by which the dialect was learned.
    :param others: that speak as it does.
    """

    service: str
    name: str
    dialect: Dialect
    toml: str
    others: list[str] = field(default_factory=list)

    @property
    def told(self) -> Words:
        """Say how many they are."""
        return say(
            "{count} speak as {name} does: graded by a dialect learned of it, not confirmed",
            count=len(self.others) + 1,
            name=self.name,
        )


class ClassLearner:
    """Learns dialects, each once: what an earlier one reads in full is spoken by both.

    :param translate: gives the files' comments in the language of the class.
    """

    def __init__(self, translate: Translate = in_english) -> None:
        self._translate = translate
        self.groups: list[SpeakingAlike] = []

    async def learn(
        self, name: str, program: PlannedProgram, bench: Bench, port: int
    ) -> tuple[Dialect, Words] | Words:
        """Return the dialect of a program, and what to remark; or why there is none.

        :param name: of its submission.
        :param port: where it listens whatever it is told; 0: where it is told.
        """
        bench.allowance.left += LONGEST
        learner = SERVICE_LEARNERS[program.service]
        learned = None
        reason = say("the time of the submission was over before its dialect was learned")
        with bench.allowance:
            address = TcpAddress(DEFAULT_HOST, port)
            async with open_target(address, program.command, bench.sandbox.run) as target:
                try:
                    learned = await play(target, learner.course())
                except (LearnError, CannotStartError) as error:
                    reason = error.words
        if learned is None:
            return reason
        return await self.place(name, program.service, learned)

    async def place(
        self,
        name: str,
        service: Service,
        learned: Any,
    ) -> tuple[Dialect, Words] | Words:
        """Return the dialect of what was learned, which may be that of others; see `learn`."""
        learner = SERVICE_LEARNERS[service]
        try:
            own = learner.write(learned, f"learned from {name}", self._translate)
        except LearnError as error:
            return error.words
        for group in self.groups:
            same = learner.agreed(group.dialect) == learner.agreed(own.dialect)
            if (
                group.service == service
                and same
                and not learner.verify(learned, group.dialect).unread
            ):
                group.others.append(name)
                words = say(
                    "it speaks as {name} does, and was graded by the dialect learned of that, "
                    "which nobody has confirmed",
                    name=group.name,
                )
                return group.dialect, words
        self.groups.append(SpeakingAlike(service, name, own.dialect, own.toml))
        return own.dialect, say(
            "it was graded by a dialect learned of it, which nobody has confirmed"
        )
