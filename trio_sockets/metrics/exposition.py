"""A tally as Prometheus reads it: names, types, and what each number means."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from trio_sockets.server.totals import PASS, PASS_BOUNDS, Tally

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

PREFIX = "trio_sockets_"


@final
@dataclass(frozen=True, slots=True)
class Family:
    """One metric.

    :param name: without the prefix. A counter's ends in ``_total``, and nothing else does.
    :param help: its meaning, in a line.
    :param labels: the names of its labels.
    """

    name: str
    help: str
    labels: tuple[str, ...] = ()


FAMILIES = (
    Family("connections_open", "Connections that have not ended.", ("service",)),
    Family("connections_opened_total", "Connections accepted.", ("service",)),
    Family(
        "connections_ended_total", "Connections ended, by the log's word.", ("service", "reason")
    ),
    Family("messages_total", "Messages received: lines; of echo, chunks.", ("service",)),
    Family("errors_total", "ERR replies.", ("service", "code")),
    Family("unterminated_messages_total", "Messages without a newline, flushed.", ("service",)),
    Family("received_bytes_total", "Bytes received, without TLS and proxies.", ("service",)),
    Family("sent_bytes_total", "Bytes sent, without TLS.", ("service",)),
    Family("games_total", "Games played to their end.", ("service", "result")),
    Family("accept_failures_total", "Failures of accept.", ("service", "error")),
    Family(PASS, "How long the pump let no other task run."),
    Family("tasks", "Trio tasks that live, the server's own too."),
    Family("workers", "Workers that are ready; those that drain are."),
    Family("workers_silent", "Workers that did not answer this scrape in time."),
)
"""Every metric there is. docs/operating/metrics.md explains them."""


@final
class TallyCollector(Collector):
    """Gives prometheus_client the numbers of one tally."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[Metric]:
        """Return the metrics that the tally has a number of."""
        for family in FAMILIES:
            metric = self._histogram(family) if family.name == PASS else self._numbers(family)
            if metric.samples:
                yield metric

    def _numbers(self, family: Family) -> Metric:
        made = CounterMetricFamily if family.name.endswith("_total") else GaugeMetricFamily
        metric = made(PREFIX + family.name, family.help, labels=family.labels)
        for (name, *labels), number in sorted(self._tally.items()):
            if name == family.name:
                metric.add_metric(labels, number)
        return metric

    def _histogram(self, family: Family) -> Metric:
        metric = HistogramMetricFamily(PREFIX + family.name, family.help)
        total = self._tally.get((f"{PASS}_sum",))
        if total is not None:
            so_far, buckets = 0.0, []
            for bound in (*map(str, PASS_BOUNDS), "+Inf"):
                so_far += self._tally.get((PASS, bound), 0)
                buckets.append((bound, so_far))
            metric.add_metric([], buckets, total)
        return metric


def expose(tally: Tally) -> bytes:
    """Return a tally in the plain text format, which every version of Prometheus reads."""
    return generate_latest(TallyCollector(tally))
