"""The metrics of ``docs/operating/metrics.md`` are those of the code."""

import re

from helpers.markdown_blocks import page, table
from trio_sockets.metrics.exposition import FAMILIES, PREFIX
from trio_sockets.server.ending import Ending
from trio_sockets.server.totals import PASS, PASS_BOUNDS
from trio_sockets.web.visitors import PLACES, REQUEST
from trio_sockets.workers.launcher import ANSWER

PAGE = page("operating/metrics.md")


def test_every_metric_has_its_row_and_every_row_its_metric() -> None:
    rows = {row["Metric"].strip("`"): row for row in table(PAGE, "Metric", "Type", "Labels")}
    kinds = {PASS: "histogram"}
    assert {
        name: (row["Type"], tuple(re.findall(r"`(\w+)`", row["Labels"])))
        for name, row in rows.items()
    } == {
        PREFIX + family.name: (
            kinds.get(family.name, "counter" if family.name.endswith("_total") else "gauge"),
            family.labels,
        )
        for family in FAMILIES
    }


def test_the_numbers_and_words_are_those_of_the_code() -> None:
    words = re.search(r"The reasons are (.*?)\.\n", PAGE, re.DOTALL)
    assert words
    assert set(re.findall(r"`([a-z-]+)`", words[1])) == {ending.value for ending in Ending}
    assert f"within {ANSWER:.0f} s" in PAGE
    assert f"A request has {REQUEST:.0f} s" in PAGE
    assert f"there are {PLACES} connections at once" in PAGE
    assert f"from {PASS_BOUNDS[0]} to {PASS_BOUNDS[-1]:.0f} s" in PAGE
