"""The tables of a soak, and their place on a page."""

from pathlib import Path

import pytest

from helpers.markdown_blocks import DOCS, table
from soak import page
from soak.judge import GROWTH
from soak.regulars import AT_EACH_DOOR, BY_PROXY
from soak.report import JUDGED, Seen
from soak.run import FAULTS
from soak.servers import KINDS, SERVICES
from soak.table import tables
from soaking.soaked import MIB, outcome, report, sample

BEFORE, AFTER = "# A page\n\n", "\n\n## Next\n"


def test_every_number_has_its_place() -> None:
    samples = [
        *(sample(seconds, memory=40 * MIB) for seconds in range(200)),
        sample(200, memory=80 * MIB, descriptors=99),
        *(sample(seconds, memory=41 * MIB, descriptors=71) for seconds in range(201, 601)),
    ]
    one = outcome(samples=samples, seen=Seen(1234, 100, orphaned=3))
    text = "\n".join(tables(report(one, faults={"silence": 5, "resets": 1000})))
    sums = "1,234 requests served, 1,005 faults made"
    assert text.startswith(f"10 min 00 s of load, `--seed 1`: {sums}.\n")
    served = {row[""]: row["one"] for row in table(text, "", "one")}
    assert served["requests served, each reply compared"] == "1,234"
    assert served["games that ended right"] == "100"
    assert served["clients lost"] == "0"
    assert served["clients of workers that were killed"] == "3"
    descriptors, _, memory = table(text, "", "at the start")
    assert list(descriptors.values()) == ["one: descriptors", "10", "70", "71", "99", "10"]
    assert list(memory.values()) == ["one: memory, MiB", "30.0", "40.0", "41.0", "80.0", "30.0"]
    assert "where 5% is the most: one +2.5%." in text
    assert [row["times"] for row in table(text, "fault", "times")] == ["1,000", "5"]


def test_a_short_one_says_that_memory_is_not_judged() -> None:
    one = outcome(samples=[sample(seconds) for seconds in range(90)])
    text = "\n".join(tables(report(one, seconds=90)))
    assert text.startswith("1 min 30 s of load")
    assert "Memory is not judged" in text
    assert {row["at minute 2"] for row in table(text, "", "at the start")} == {"–"}  # noqa: RUF001 - a dash


def test_only_what_is_between_the_marks_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / page.PAGE
    path.parent.mkdir()
    path.write_text(f"{BEFORE}{page.BEGIN}\n\nold\n\n{page.END}{AFTER}")
    for lines in (["| a |", "|---|"], ["new"]):
        page.write(tmp_path, lines)
        text = "\n".join(lines)
        assert path.read_text() == f"{BEFORE}{page.BEGIN}\n\n{text}\n\n{page.END}{AFTER}"


@pytest.mark.parametrize(
    "text", ["", page.BEGIN, page.END + page.BEGIN, 2 * (page.BEGIN + page.END)]
)
def test_a_page_without_the_marks_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / page.PAGE
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(page.NoPlaceError, match="has no place between"):
        page.write(tmp_path, ["new"])
    assert path.read_text() == text


def test_a_page_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(page.NoPlaceError, match="No such file"):
        page.read(tmp_path)


def test_the_page_says_who_comes_and_how_they_are_judged() -> None:
    text = page.read(DOCS)
    regulars = len(KINDS) * len(SERVICES) * (2 * AT_EACH_DOOR + BY_PROXY)
    assert f"Meanwhile {regulars} regular clients" in text
    assert {row["Server"] for row in table(text, "Server", "How it is run")} == {
        kind.name for kind in KINDS
    }
    assert f"differs by {100 * GROWTH:.0f} % at most" in text
    assert f"from `--minutes {JUDGED / 60:.0f}` on" in text


def test_the_published_run_was_a_long_one_and_nothing_was_lost() -> None:
    published = page.read(DOCS).partition(page.BEGIN)[2].partition(page.END)[0]
    [row] = [row for row in table(published, "", "fast path") if row[""] == "clients lost"]
    assert {value for name, value in row.items() if name} == {"0"}
    assert {row["fault"] for row in table(published, "fault", "times")} == set(FAULTS)
    assert "Memory since minute 2" in published
