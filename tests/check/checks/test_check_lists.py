"""Which checks there are, and in which order."""

import pytest

from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.dialect.dialect_file import load_dialect
from trio_sockets.check.reports.labels import STAGES
from trio_sockets.check.runner import applicable

SERVICES = ["echo", "text", "game"]


@pytest.mark.parametrize("service", SERVICES)
def test_no_check_needs_one_that_comes_later(service: str) -> None:
    ids = [each.id for each in server_checks(service)]
    assert len({*ids}) == len(ids)
    for place, each in enumerate(server_checks(service)):
        assert {*each.needs}.isdisjoint(ids[place:]), each.id


@pytest.mark.parametrize("service", SERVICES)
def test_no_check_needs_one_that_is_nowhere(service: str) -> None:
    everywhere = {each.id for other in SERVICES for each in server_checks(other)}
    for each in server_checks(service):
        assert {*each.needs} <= everywhere, each.id


@pytest.mark.parametrize("service", SERVICES)
def test_every_check_belongs_to_a_stage_that_has_a_name(service: str) -> None:
    assert {each.id.partition(".")[0] for each in server_checks(service)} <= STAGES.keys()


def test_checks_without_sense_are_left_out() -> None:
    def ids(dialect: str, *, command: bool) -> set[str]:
        checks = applicable(server_checks("text"), load_dialect(dialect), command=command)
        return {each.id for each in checks}

    everything = ids("ours", command=True)
    assert everything - ids("ours", command=False) == {"tcp.05", "many.08"}
    left_out = everything - ids("sheet", command=True)
    assert {each.partition(".")[0] for each in left_out} == {"line", "many"}
