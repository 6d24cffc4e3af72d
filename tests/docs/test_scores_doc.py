"""``docs/scores.md`` says what is so."""

import re
import subprocess
import sys
from dataclasses import fields
from functools import partial
from pathlib import Path

import pytest
import trio

from docs.doc_program import PYTHON
from faults.test_killed_with_scores import PROMISE
from helpers.markdown_blocks import blocks, page, table
from helpers.sample_record import record
from helpers.waiting import patience, until
from trio_sockets import ConnectError, UnixAddress, open_stream
from trio_sockets.commands.score_tables import games, standings
from trio_sockets.commands.scores import FILE, Wanted
from trio_sockets.scores.queue import BOUND, FIRST_PAUSE, GATHER, LAST, LONGEST_PAUSE
from trio_sockets.scores.ranking import PRIOR_GAMES, PRIOR_SHARE, THINKING, TIME_SHARE, points
from trio_sockets.scores.reading import read
from trio_sockets.scores.record import SERVICES, Record
from trio_sockets.scores.schema import VERSION
from trio_sockets.scores.store import StoreError

PAGE = page("scores.md")


def test_each_field_has_its_row() -> None:
    rows = table(PAGE, "Field", "What it is")
    names = [name for row in rows for name in re.findall(r"`(\w+)`", row["Field"])]
    assert names == [field.name for field in fields(Record)]
    [service] = [row["What it is"] for row in rows if row["Field"] == "`service`"]
    assert tuple(re.findall(r"`(\w+)`", service)) == SERVICES


def test_each_option_has_its_row_with_its_default() -> None:
    written = {row["Option"].strip("`") for row in table(PAGE, "Option", "Meaning")}
    wanted = Wanted()
    assert written == {
        *("FILE", "--player P", "--since DATE"),
        *(f"--top {wanted.top}", f"--format {wanted.format}", "--service S"),
    }
    assert f"`{FILE}` in the current folder" in PAGE


def test_the_tables_have_the_columns_that_are_printed() -> None:
    [block] = [block.text for block in blocks(PAGE, "console") if "--top" in block.text]
    lines = block.splitlines()
    assert lines[1].split() == list(standings([]).columns)
    [heading] = [line for line in lines if line.startswith("when ")]
    assert heading.split() == list(games([]).columns)


def test_the_formula_is_the_codes() -> None:
    assert (TIME_SHARE, PRIOR_SHARE) == (1 / 4, 1 / 2)
    assert f"S = {THINKING:.0f} s · needed" in PAGE
    assert f"{PRIOR_GAMES} · M / 2) / (games + {PRIOR_GAMES})" in PAGE
    most = 100 * (1 + PRIOR_GAMES * PRIOR_SHARE) / (1 + PRIOR_GAMES)
    [written] = re.findall(r"It brings ([\d.]+) at the most", PAGE)
    assert 0 <= float(written) - most < 0.1
    # Half of that quarter, at S:
    assert points(record(seconds=THINKING * 7)) == pytest.approx(87.5)


def test_the_promises_are_the_codes() -> None:
    assert f"more than {1000 * PROMISE:.0f} ms before is in the file" in PAGE
    assert f"up to {BOUND:,} records wait" in PAGE
    assert f"within {1000 * GATHER:.0f} ms" in PAGE
    assert f"a last try of {LAST} s" in PAGE
    pauses = (
        f"{FIRST_PAUSE} s apart at first, then twice as long each time, up to {LONGEST_PAUSE:.0f}"
    )
    assert f"{pauses} s" in PAGE
    versions = [row["Version"] for row in table(PAGE, "Version", "What it brought")]
    assert versions == [str(number) for number in range(1, VERSION + 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="it has no Unix sockets")
async def test_the_library_at_work(tmp_path: Path) -> None:
    [program] = blocks(PAGE, "python")
    text = program.text.replace('["game"]', '["game@unix:game.sock"]')
    path = tmp_path / "keeps.py"
    await trio.Path(path).write_text(text)
    async with trio.open_nursery() as nursery:
        run = partial(trio.run_process, check=False, cwd=tmp_path, stdout=subprocess.DEVNULL)
        process: trio.Process = await nursery.start(run, [*PYTHON, str(path)])
        try:
            with patience(process):
                async with await connected(UnixAddress(str(tmp_path / "game.sock"))) as player:
                    await player.send_all(b"1\n2\n3\n4\n5\n6\n7\n")
                    await until(lambda: kept(tmp_path / "scores.sqlite") == ["unix"])
        finally:
            process.kill()


async def connected(address: UnixAddress) -> trio.abc.Stream:
    """Connect as soon as somebody listens there: the file is there a moment before."""
    while True:
        try:
            return await open_stream(address)
        except ConnectError:
            await trio.sleep(0.05)


def kept(path: Path) -> list[str]:
    try:
        return [one.player for one in read(path)]
    except StoreError:
        return []
