"""A tally as Prometheus reads it."""

import re
from pathlib import Path

from helpers.scraping import Scrape
from trio_sockets import Totals, services
from trio_sockets.metrics.exposition import FAMILIES, PREFIX, expose
from trio_sockets.server import totals as module
from trio_sockets.server.totals import PASS, PASS_BOUNDS, Tally
from trio_sockets.workers import launcher


def test_every_number_that_is_counted_has_a_family() -> None:
    sources = (
        Path(str(source.__file__)).read_text("utf-8") for source in (module, services, launcher)
    )
    text = "\n".join(sources)
    counted = set(re.findall(r'"(\w+_total|workers\w*)",?[\]\),\s]', text))
    counted |= {module.OPEN, module.TASKS, PASS}
    assert counted == {family.name for family in FAMILIES}


def test_the_parser_of_prometheus_reads_every_family_with_its_type() -> None:
    numbers = {(family.name, *family.labels): 3.0 for family in FAMILIES if family.name != PASS}
    tally = Tally({**numbers, (PASS, "+Inf"): 3.0, (f"{PASS}_sum",): 6.0})
    scraped = Scrape(expose(tally).decode())
    kinds = {PREFIX + PASS: "histogram"}
    assert {family.name: family.type for family in scraped.families} == {
        (name := PREFIX + family.name).removesuffix("_total"): kinds.get(
            name, "counter" if name.endswith("_total") else "gauge"
        )
        for family in FAMILIES
    }
    for family in FAMILIES:
        labels = {label: label for label in family.labels}
        assert scraped.get(f"{PASS}_count" if family.name == PASS else family.name, **labels) == 3


def test_the_buckets_of_a_histogram_add_up() -> None:
    totals = Totals()
    for seconds in (0.00005, 0.0003, 0.0003, 3.0):
        totals.pump_passed(seconds)
    scraped = Scrape(expose(totals.tally()).decode())
    assert scraped.get(f"{PASS}_bucket", le="0.0001") == 1
    assert scraped.get(f"{PASS}_bucket", le="0.0005") == 3
    assert scraped.get(f"{PASS}_bucket", le=str(PASS_BOUNDS[-1])) == 3
    assert scraped.get(f"{PASS}_bucket", le="+Inf") == scraped.get(f"{PASS}_count") == 4
    assert scraped.get(f"{PASS}_sum") == 3.00065


def test_what_was_never_counted_is_not_there() -> None:
    assert Scrape(expose(Tally()).decode()).families == []


def test_a_service_may_have_any_name() -> None:
    tally = Tally({("messages_total", 'a"b\\c\nd'): 1})
    assert Scrape(expose(tally).decode()).get("messages_total", service='a"b\\c\nd') == 1
