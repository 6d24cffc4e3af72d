"""Every kind of trouble that clients make, and those who make it."""

import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, final

import trio

from soak import bad_connections, bad_lines
from soak.ledger import Ledger
from soak.servers import PROXY_HOST, Door
from soak.visits import CROWD_HOST, STRANGER_HOST, FailedVisitError, Visit, visit

MAKERS = 5
"""Trouble that is made to each server at the same time."""

PAUSE = (0.2, 1.0)
"""Seconds from and to, between the troubles of one who makes it."""

Make: TypeAlias = Callable[[Visit, random.Random], Coroutine[Any, Any, None]]


def lines(door: Door) -> bool:
    """Whether lines are spoken there."""
    return door.service != "echo"


def lines_over_tcp(door: Door) -> bool:
    """Whether lines are spoken there, over a connection that can be reset."""
    return lines(door) and door.is_tcp


def anything(_door: Door) -> bool:
    """Whether it is a door."""
    return True


def games_over_tcp(door: Door) -> bool:
    """Whether it is a game from hosts, whose clients are counted."""
    return door.service == "game" and door.is_tcp


def tcp(door: Door) -> bool:
    """Whether proxies may come there."""
    return door.is_tcp


def tls(door: Door) -> bool:
    """Whether TLS is spoken there."""
    return door.tls is not None


@final
@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of it.

    :param name: as the table calls it.
    :param make: does it, and raises if the server does not do as promised.
    :param fits: says whether it can be made at a door.
    :param host: it comes from.
    :param bare: whether it comes without a handshake or a header.
    :param short: whether little is kept for it.
    """

    name: str
    make: Make
    fits: Callable[[Door], bool]
    host: str = STRANGER_HOST
    bare: bool = False
    short: bool = False


TROUBLES = (
    Trouble("a line a byte at a time", bad_lines.drip, lines),
    Trouble("a line without an end", bad_lines.never_end, lines),
    Trouble("bytes that are no UTF-8", bad_lines.speak_latin_1, lines),
    Trouble("20 bad lines in a row", bad_lines.be_wrong_too_often, lines),
    Trouble("a message without a newline", bad_lines.send_no_newline, lines),
    Trouble("a half-close", bad_lines.half_close, lines),
    Trouble("64 KiB behind the goodbye", bad_lines.talk_past_the_end, lines),
    Trouble("silence", bad_lines.fall_silent, lines),
    Trouble("never reading", bad_lines.never_read, anything, short=True),
    Trouble("a reset in a line", bad_connections.reset_in_a_line, lines_over_tcp),
    Trouble("a reset with replies due", bad_connections.reset_with_replies_due, lines_over_tcp),
    Trouble("a reset before a word", bad_connections.reset_at_once, tcp, bare=True),
    Trouble("leaving without a goodbye", bad_connections.leave, lines),
    Trouble(
        "100 clients at once",
        bad_connections.come_in_a_crowd,
        games_over_tcp,
        CROWD_HOST,
        bare=True,
    ),
    Trouble("a stalled TLS handshake", bad_connections.stall_the_handshake, tls, bare=True),
    Trouble("garbage instead of TLS", bad_connections.send_garbage_for_tls, tls, bare=True),
    Trouble("a stalled PROXY header", bad_connections.stall_the_header, tcp, PROXY_HOST, bare=True),
    Trouble("no PROXY header", bad_connections.send_no_header, tcp, PROXY_HOST, bare=True),
)


async def make_trouble(doors: Sequence[Door], ledger: Ledger, chance: random.Random) -> None:
    """Make trouble of every kind that fits, as chance has it, until cancelled.

    :param doors: of one server.
    :param ledger: takes what was done, and what went wrong.
    :param chance: seeded.
    """
    possible = [
        (trouble, fitting)
        for trouble in TROUBLES
        if (fitting := [door for door in doors if trouble.fits(door)])
    ]
    while True:
        trouble, fitting = chance.choice(possible)
        door = chance.choice(fitting)
        try:
            async with visit(door, trouble.host, bare=trouble.bare, short=trouble.short) as client:
                await trouble.make(client, chance)
        except FailedVisitError as failed:
            ledger.fail(f"{trouble.name} at {door.service}", failed.name, failed.error)
        ledger.faults[trouble.name] += 1
        await trio.sleep(chance.uniform(*PAUSE))
