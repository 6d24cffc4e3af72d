"""Every mistake of the zoo is caught by its own check, and by no other."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import trio

from check.zoo.zoo_grading import SERVERS, command, described, grade

pytestmark = pytest.mark.thorough


@dataclass(frozen=True)
class Specimen:
    """A server with one mistake.

    :param caught_by: ids of the checks that it fails. Those that need them are skipped.
    """

    file: str
    service: str
    caught_by: set[str]
    dialect: str = "ours"


ECHO = [
    Specimen("broken_pipe.c", "echo", {"many.06"}),
    # That recv() returns b'' for ever is seen by what it costs, and by the missing close.
    Specimen("busy_at_the_end.py", "echo", {"tcp.04", "echo.06"}),
    Specimen("echo_at_the_end.py", "echo", {"echo.01"}),
    Specimen("echo_of_lines.py", "echo", {"echo.01"}),
    Specimen("rest_lost_at_half_close.py", "echo", {"echo.06"}),
    Specimen("send_instead_of_sendall.py", "echo", {"echo.05"}),
    Specimen("text_instead_of_bytes.py", "echo", {"echo.02"}),
]
TEXT = [
    Specimen("argument_taken_for_granted.py", "text", {"text.06"}),
    Specimen("closes_on_empty_line.py", "text", {"line.10"}),
    Specimen("closes_on_error.py", "text", {"text.09"}),
    Specimen("closes_on_long_line.py", "text", {"line.13"}),
    Specimen("descriptors_leak.py", "text", {"many.08"}),
    Specimen("dies_of_a_reset.py", "text", {"many.05"}),
    Specimen("dies_of_bad_utf8.py", "text", {"line.12"}),
    Specimen("first_word_awaited.py", "text", {"many.02"}),
    Specimen("last_line_lost.py", "text", {"line.09"}),
    Specimen("letter_cut_in_two.py", "text", {"line.05"}),
    Specimen("line_without_bound.py", "text", {"many.09"}),
    Specimen("messages_glued.py", "text", {"line.06"}),
    Specimen("no_error_listener.js", "text", {"many.05"}),
    Specimen("no_reuseaddr.py", "text", {"tcp.05"}),
    Specimen("one_buffer_for_all.py", "text", {"many.03"}),
    Specimen("one_client_only.py", "text", {"tcp.02"}),
    # Messages may be cut, and they may be glued: it knows neither.
    Specimen("one_recv_one_message.py", "text", {"line.01", "line.06"}),
    Specimen("one_reply_then_closes.py", "text", {"tcp.03"}),
    Specimen("pool_of_ten.py", "text", {"many.04"}),
    Specimen("reply_without_newline.py", "text", {"tcp.03"}),
    Specimen("rest_is_dropped.py", "text", {"line.08"}),
    Specimen("second_client_waits.py", "text", {"many.01"}),
    Specimen("sendall_blocks_all.py", "text", {"many.07"}),
    Specimen("silent_on_unknown_command.py", "text", {"text.07"}),
    Specimen("spaces_lost.py", "text", {"text.03"}),
    Specimen("time_cannot_be_read.py", "text", {"text.10"}),
    Specimen("time_in_wrong_unit.py", "text", {"text.12"}),
    Specimen("time_stands_still.py", "text", {"text.11"}),
    Specimen("unknown_visitor.py", "text", {"tcp.04"}),
    Specimen("upper_of_ascii_only.py", "text", {"text.04"}),
]
GAME = [
    Specimen("bound_refused.py", "game", {"game.02"}),
    Specimen("carriage_return_no_digit.py", "game", {"line.03"}),
    Specimen("closes_out_of_bounds.py", "game", {"game.10"}),
    Specimen("dies_of_a_long_number.py", "game", {"game.12"}),
    Specimen("dies_of_a_word.py", "game", {"game.11"}),
    Specimen("goes_on_after_the_end.py", "game", {"game.09"}),
    Specimen("greeting_unended.py", "game", {"game.01"}),
    Specimen("hints_swapped.py", "game", {"game.03"}),
    Specimen("last_try_lost.py", "game", {"game.06"}),
    Specimen("lost_too_early.py", "game", {"game.05"}),
    Specimen("lost_too_late.py", "game", {"game.05"}),
    Specimen("lost_without_a_word.py", "game", {"game.05"}),
    Specimen("nul_ends_the_line.c", "game", {"line.11"}),
    Specimen("parameters_too_late.py", "game", {"game.01"}),
    Specimen("places_lost.py", "game", {"game.15"}),
    Specimen("reset_at_the_end.py", "game", {"game.16"}),
    Specimen("second_player_waits.py", "game", {"many.01"}),
    Specimen("secret_always_the_same.py", "game", {"game.13"}),
    Specimen("secret_in_greeting.py", "game", {"game.14"}, dialect="free-text"),
    Specimen("secret_of_a_seed.py", "game", {"game.13"}),
    Specimen("secret_of_all.py", "game", {"game.17"}),
    Specimen("secret_of_each_guess.py", "game", {"game.04"}),
    Specimen("secret_of_the_lower_half.py", "game", {"game.13"}),
    Specimen("tries_of_all.py", "game", {"game.17"}),
]
SPECIMENS = ECHO + TEXT + GAME

TOGETHER = 3
"""Specimens that are graded at once, as most of their time is spent in waiting."""


def batches() -> list[list[Specimen]]:
    """Return all specimens in batches, each of one language: it may be missing here."""
    found = []
    for ending in (".py", ".c", ".js"):
        kind = [each for each in SPECIMENS if each.file.endswith(ending)]
        found += [kind[first : first + TOGETHER] for first in range(0, len(kind), TOGETHER)]
    return found


def names(batch: list[Specimen]) -> str:
    return " ".join(each.file for each in batch)


def test_no_server_of_the_zoo_is_forgotten() -> None:
    listed = [each.file for each in SPECIMENS]
    assert sorted(listed) == sorted(each.name for each in SERVERS.iterdir())
    assert sorted(listed) == sorted(each.file for batch in batches() for each in batch)


@pytest.mark.parametrize("batch", batches(), ids=names)
async def test_a_mistake_is_caught_by_its_check_and_by_no_other(
    batch: list[Specimen], tmp_path: Path
) -> None:
    commands = {each.file: command(SERVERS / each.file, tmp_path) for each in batch}
    misjudged: dict[str, str] = {}

    async def look_at(specimen: Specimen) -> None:
        words = [*commands[specimen.file], "{port}"]
        results = await grade(specimen.service, words, dialect=specimen.dialect)
        complaints = {each.check.id for each in results if each.verdict not in {"pass", "skipped"}}
        if complaints != specimen.caught_by:
            misjudged[specimen.file] = described(results)

    async with trio.open_nursery() as nursery:
        for each in batch:
            nursery.start_soon(look_at, each)
    assert misjudged == {}
