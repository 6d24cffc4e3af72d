"""Reading a time as any program may write it."""

from datetime import UTC, datetime

import pytest

from trio_sockets.check.judging.timestamps import readings

MOMENT = datetime(2026, 11, 22, 14, 3, 5, tzinfo=UTC).timestamp()
HOUR = 3600.0


@pytest.mark.parametrize(
    "text",
    [
        "1795356185",
        "1795356185.25",
        "1795356185,25",
        "1795356185250",
        "1795356185250000",
        "1795356185250000000",
        "timestamp: 1795356185",
        "2026-11-22T14:03:05Z",
        "2026-11-22T14:03:05.250000+00:00",
        "2026-11-22T15:03:05+01:00",
        "2026-11-22 15:03:05",
        "Sun, 22 Nov 2026 14:03:05 GMT",
        "Sun, 22 Nov 2026 15:03:05 +0100",
        "Sun Nov 22 15:03:05 2026",
        "Sun Nov 22 15:03:05 CET 2026",
        "Nov 22, 2026, 3:03:05 PM",
        "22/11/2026 15:03:05",
        "11/22/2026 15:03:05",
        "22-11-2026 15:03:05",
        "22.11.2026 15:03:05",
        "15:03:05 22/11/2026",
        "22 novembre 2026 15:03:05",
        "dimanche 22 novembre 2026 15:03:05",
        "Dimanche 22 Novembre 2026 à 15h03:05",
        "dim. 22 nov. 2026 15:03:05",
        "Nous sommes le 22/11/2026 et il est 15:03:05",
        "DATENOW 2026-11-22 15:03:05",
        # Go's Time.String(), in UTC and elsewhere
        "2026-11-22 14:03:05.123456789 +0000 UTC m=+0.000012345",
        "2026-11-22 15:03:05.1234567 +0100 CET m=+100.000012345",
        "2026-11-22 15:03:05 +0100 +01 m=-0.5",
        # JavaScript's toString(), toUTCString(), toISOString() and toLocaleString()
        "Sun Nov 22 2026 15:03:05 GMT+0100 (heure normale d'Europe centrale)",
        "2026-11-22T14:03:05.123Z",
        "11/22/2026, 3:03:05\N{NARROW NO-BREAK SPACE}PM",
        "22.11.2026, 15:03:05",
        # Java's LocalDateTime, ZonedDateTime and DateFormat.FULL
        "2026-11-22T15:03:05.123456789",
        "2026-11-22T15:03:05.123456789+01:00[Europe/Paris]",
        "dimanche 22 novembre 2026 à 15:03:05 heure normale d'Europe centrale",
        "dimanche 22 novembre 2026 15 h 03 min 05 s CET",
        # Others, ctime() in French among them
        "2026-11-22T15:03:05.1234567+01:00",
        "Sunday, November 22, 2026 3:03:05 PM",
        "22-11-2026_15-03-05",
        "2026-11-22 15:03:05 +0100",
        "dim. nov. 22 15:03:05 2026",
        "22 de noviembre de 2026 15:03:05",
    ],
)
def test_the_same_moment_in_many_forms(text: str) -> None:
    assert any(abs(told - MOMENT) < 1 for told in readings(text, HOUR))


@pytest.mark.parametrize(
    "text", ["Il est 14h03 le 22/11/2026", "22/11/2026 14:03", "le 22/11/2026 à 14h03"]
)
def test_minutes_may_be_the_finest(text: str) -> None:
    assert any(abs(told - (MOMENT - 5)) < 1 for told in readings(text, 0))


@pytest.mark.parametrize(
    "text", ["Tue Mar 24 14:03:05 2026", "mar. 24 mars 2026 14:03:05", "24 Mar 2026 14:03:05"]
)
def test_mar_is_a_month_or_a_day(text: str) -> None:
    assert datetime(2026, 3, 24, 14, 3, 5, tzinfo=UTC).timestamp() in set(readings(text, 0))


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_in_both_languages(number: int) -> None:
    english = datetime(2026, number, 8, 14, 3, 5, tzinfo=UTC)
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    french = f"8 {months.split()[number - 1]} 2026 14:03:05"
    for text in (english.ctime(), french):
        assert english.timestamp() in set(readings(text, 0))


def test_a_time_without_a_zone_is_the_machines_own_or_utc() -> None:
    told = set(readings("2026-11-22 14:03:05", HOUR))
    assert told == {MOMENT, MOMENT - HOUR}


def test_a_day_before_a_month_or_after_it() -> None:
    told = set(readings("03/04/2026 00:00:00", 0))
    assert told == {
        datetime(2026, 4, 3, tzinfo=UTC).timestamp(),
        datetime(2026, 3, 4, tzinfo=UTC).timestamp(),
    }


@pytest.mark.parametrize(
    "text",
    ["", "ERR", "<built-in function time>", "14:03:05", "22 novembre", "99/99/9999", "12", "now"],
)
def test_what_is_no_moment(text: str) -> None:
    assert list(readings(text, 0)) == []


@pytest.mark.parametrize(
    "text",
    ["9" * 400, "\0\x1b[31m", "2026-13-45", "-" * 1000, "é" * 50, "1e400", "0" * 30, "1 " * 10**6],
    ids=range(8),
)
def test_a_text_of_the_network_is_read_without_an_exception(text: str) -> None:
    assert all(isinstance(told, float) for told in readings(text, 0))
