"""Records of games for the tests."""

from datetime import UTC, datetime
from typing import Any

from trio_sockets.scores.record import Record

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def record(id_: str = "a", **changes: Any) -> Record:
    """Return the record of a game that was won in 7 seconds by bisection, but for the changes."""
    usual: dict[str, Any] = {
        "service": "game",
        "player": "10.0.0.7",
        "low": 1,
        "high": 100,
        "tries": 7,
        "used": 7,
        "won": True,
        "seconds": 7.0,
        "when": NOON,
    }
    return Record(id_, **usual | changes)


def records(count: int, prefix: str = "", **changes: Any) -> list[Record]:
    return [record(f"{prefix}{number}", **changes) for number in range(count)]
