"""``trio-sockets scores``: the ranking and a player's games, for a person and for programs."""

import csv
import json
import os
import sys
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import pytest
import trio

from helpers.command import COMMAND, run
from helpers.sample_record import NOON, record, records
from trio_sockets.scores.record import Record
from trio_sockets.scores.sqlite import SqliteStore

COLUMNS = ["rank", "player", "efficiency", "games", "won", "used", "needed", "seconds", "service"]
EVIL = "\x1b[2Jred\u202e\x7f"
GAMES = [
    *records(6, "good", player="good", seconds=0),
    *records(6, "slow", player="slow", seconds=35),
    record("lost", player="lost", won=False, when=NOON + timedelta(days=1)),
    record("evil", player=EVIL, service="race", when=NOON + timedelta(days=2)),
    record("sum", player="=1+1", won=False, when=NOON + timedelta(days=2)),
]


async def keep(path: Path, games: list[Record]) -> str:
    async with aclosing(SqliteStore(path)) as store:
        await store.write(games)
    return str(path)


@pytest.fixture
async def file(tmp_path: Path) -> str:
    return await keep(tmp_path / "s.sqlite", GAMES)


@pytest.mark.measured
async def test_the_ranking_for_a_person(file: str) -> None:
    code, output, errors = await run("scores", file)
    assert (code, errors) == (0, "")
    head, *rows = (line.split() for line in output.splitlines())
    assert head == COLUMNS
    assert [row[1] for row in rows] == ["good", "slow", "=1+1", "lost", r"\x1b[2Jred\u202e\x7f"]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "1"]
    assert rows[0][3:] == ["6", "6", "7.0", "7.0", "0.0", "game"]
    assert rows[2][3:] == ["1", "0", "game"]
    assert rows[4][-1] == "race"


@pytest.mark.parametrize("as_", ["table", "json", "csv"])
@pytest.mark.parametrize("words", [(), ("--player", EVIL)], ids=["all", "player"])
async def test_nothing_of_a_name_steers_a_terminal(
    file: str, as_: str, words: tuple[str, ...]
) -> None:
    code, output, _ = await run("scores", file, "--format", as_, *words)
    assert code == 0
    assert output.replace("\n", "").isprintable()


async def test_the_ranking_for_programs(file: str) -> None:
    code, output, _ = await run("scores", file, "--format", "json", "--top", "2")
    assert code == 0
    good, slow, evil = json.loads(output)
    assert [one["service"] for one in (good, slow, evil)] == ["game", "game", "race"]
    assert (good["rank"], good["player"], good["games"], good["won"]) == (1, "good", 6, 6)
    assert good["efficiency"] > slow["efficiency"]
    assert evil["player"] == EVIL
    code, output, _ = await run("scores", file, "--format", "csv")
    rows = list(csv.DictReader(output.splitlines()))
    assert [row["player"] for row in rows[:2]] == ["good", "slow"]
    assert list(rows[2]) == COLUMNS
    assert [rows[2][name] for name in COLUMNS if name != "efficiency"] == [
        *("3", "'=1+1", "1", "0", "", "", "", "game")
    ]
    code, output, _ = await run("scores", file, "--format", "csv", "--service", "race")
    assert [row["rank"] for row in csv.DictReader(output.splitlines())] == ["1"]


@pytest.mark.measured
async def test_the_games_of_a_player_the_newest_first(tmp_path: Path) -> None:
    games = [
        record("1"),
        record("2", used=3, seconds=14.04, when=NOON + timedelta(seconds=1.5)),
        record("3", player="another"),
    ]
    words = ("scores", await keep(tmp_path / "s.sqlite", games), "--player", "10.0.0.7")
    _, output, _ = await run(*words)
    head, *rows = (line.split() for line in output.splitlines())
    assert " ".join(head) == "when service low high tries used needed won seconds points"
    assert [" ".join(row) for row in rows] == [
        "2026-11-23 12:00:01 game 1 100 7 3 7 yes 14.0 92.8",
        "2026-11-23 12:00:00 game 1 100 7 7 7 yes 7.0 95.8",
    ]
    _, output, _ = await run(*words, "--top", "1", "--format", "json")
    [newest] = json.loads(output)
    assert (newest["when"], newest["won"]) == ("2026-11-23T12:00:01.500000Z", True)
    _, output, _ = await run(*words, "--format", "csv")
    assert output.splitlines()[1] == "2026-11-23T12:00:01.500000Z,game,1,100,7,3,7,yes,14.0,92.8"


@pytest.mark.parametrize(
    ("since", "players"),
    [
        ("2026-11-24", {"lost", EVIL, "=1+1"}),
        ("2026-11-24T12:00:01", {EVIL, "=1+1"}),
        ("2026-11-24T12:30+01:00", {"lost", EVIL, "=1+1"}),
        ("2027-01-01", set()),
    ],
)
async def test_since_a_date_or_a_time(file: str, since: str, players: set[str]) -> None:
    _, output, _ = await run("scores", file, "--since", since, "--format", "json")
    assert {row["player"] for row in json.loads(output)} == players


async def test_where_nobody_has_played(tmp_path: Path) -> None:
    file = await keep(tmp_path / "s.sqlite", [])
    assert await run("scores", file) == (0, "no game has been won or lost\n", "")
    code, output, _ = await run("scores", file, "--player", "x")
    assert (code, output) == (0, "this player has won or lost no game\n")
    assert await run("scores", file, "--format", "json") == (0, "[]\n", "")
    _, output, _ = await run("scores", file, "--format", "csv")
    assert output == ",".join(COLUMNS) + "\n"


async def test_a_file_that_is_missing_or_damaged_is_one_line(tmp_path: Path) -> None:
    missing, bad = tmp_path / "missing\x1b.sqlite", tmp_path / "bad.sqlite"
    await trio.Path(bad).write_bytes(b"no scores" * 999)
    for path, words in [(missing, "there is no such file"), (bad, "no database of SQLite's")]:
        code, output, errors = await run("scores", str(path))
        assert (code, output) == (1, "")
        assert errors.startswith("trio-sockets: ")
        assert words in errors
        assert errors.count("\n") == 1
        assert errors.rstrip("\n").isprintable()
    assert not missing.exists()


@pytest.mark.measured
@pytest.mark.parametrize(
    "words",
    [
        *(("--top", "0"), ("--top", "many"), ("--since", "yesterday"), ("--format", "xml")),
        ("--service", "echo"),
        *(("--since", "0001-01-01T00:00+23:00"), ("--nonsense",)),
    ],
)
async def test_wrong_words_are_one_line(file: str, words: tuple[str, ...]) -> None:
    code, output, errors = await run("scores", file, *words)
    assert (code, output) == (2, "")
    assert errors.count("\n") == 1


@pytest.mark.measured
async def test_without_the_extra_it_is_one_line_that_says_what_to_install(tmp_path: Path) -> None:
    await trio.Path(tmp_path / "apsw.py").write_text("raise ModuleNotFoundError(name='apsw')\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    code, output, errors = await run("scores", env={**os.environ, "PYTHONPATH": path})
    assert (code, output) == (2, "")
    assert errors.startswith("trio-sockets: scores needs apsw: ")
    assert "[scores]" in errors
    assert errors.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
async def test_a_full_disk_is_one_line_for_programs_too(file: str) -> None:
    words = [*COMMAND, "scores", file, "--format", "csv"]
    with open("/dev/full", "wb") as full:  # noqa: ASYNC230, PTH123 - a device that does not wait
        ended = await trio.run_process(words, stdout=full, capture_stderr=True, check=False)
    assert ended.stderr == b"trio-sockets: No space left on device\n"
    assert ended.returncode == 1
