"""A submission's own dialect says how it speaks, and not what it is asked."""

from pathlib import Path
from typing import Any

import pytest
import trio

from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.classroom.programs.program import Bench, ProgramChecks
from trio_sockets.check.classroom.sandbox.allowance import Allowance
from trio_sockets.check.classroom.submissions.plan import PlannedProgram
from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.model.report import Result
from trio_sockets.check.model.verdict import Finding, Verdict


class Sound(ProgramChecks):
    """A program that passes whatever is asked of it."""

    async def run(self) -> None:
        """See `ProgramChecks.run`."""
        for check in self.checks:
            self.told(Result(check=check, finding=Finding(verdict=Verdict.PASS)))


class NoSandbox:
    """Nothing leaves its bounds."""

    folder = Path("of-nobody")

    def strikes(self) -> list[str]:
        return []


@pytest.fixture
def unended(tmp_path: Path) -> Dialect:
    path = tmp_path / "own.toml"
    path.write_text("[wire]\nsends = 'nothing'")
    return load_dialect(str(path))


def sound(own: Dialect, of_class: Dialect) -> Sound:
    sandbox: Any = NoSandbox()
    bench = Bench(
        sandbox=sandbox,
        dialect=own,
        expected=of_class,
        mode="plain",
        seed=1,
        allowance=Allowance(9),
        fixed_ports=trio.Lock(),
    )
    part = PlannedProgram(role="server", service="text", command=("server", "{port}"))
    return Sound(part, bench, server_checks("text"))


async def test_what_the_class_checks_and_it_does_not_is_skipped_and_said(unended: Dialect) -> None:
    ours = load_dialect("ours")
    honest, sly = sound(ours, ours), sound(unended, ours)
    expected, found = await honest.results(), await sly.results()
    assert [result.check.id for result in found] == [result.check.id for result in expected]
    assert {result.verdict for result in expected} == {Verdict.PASS}
    skipped = [result.check.id for result in found if result.verdict is Verdict.SKIPPED]
    assert skipped == [check.id for check in server_checks("text") if check.for_messages]
    assert [words.read() for words in honest.remarks] == []
    assert [words.read() for words in sly.remarks] == ["it was checked in its own dialect, own"]


async def test_what_the_class_does_not_check_a_dialect_of_ones_own_may(unended: Dialect) -> None:
    checked = await sound(load_dialect("ours"), unended).results()
    assert len(checked) == len(server_checks("text"))
    assert {result.verdict for result in checked} == {Verdict.PASS}
