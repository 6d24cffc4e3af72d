"""``docs/teaching.md``: its tables are the code's, and its examples are accepted."""

import re
import shlex
from pathlib import Path

import pytest

from helpers.command import run
from helpers.markdown_blocks import blocks, number, page, table
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.classroom.submissions.conventions import plan_by_names
from trio_sockets.check.classroom.submissions.handed_in import HandedIn
from trio_sockets.check.classroom.submissions.plan import parse_plan
from trio_sockets.check.model.verdict import Verdict
from trio_sockets.check.reports.labels import SYMBOLS
from trio_sockets.commands.check.class_options import LimitOptions
from trio_sockets.language import Language, translator
from trio_sockets.server.ending import Ending

PAGE = page("teaching.md")
PAGES: dict[Language, str] = {"en": PAGE, "fr": page("fr/teaching.md")}
COMMANDS = [
    line.removesuffix("\\")
    for text in PAGES.values()
    for language in ("sh", "text", "console")
    for block in blocks(text, language)
    for line in block.text.replace("\\\n", " ").splitlines()
    if "trio-sockets check" in line
]


def test_every_limit_has_its_row_with_its_default() -> None:
    rows = {row["Option"].strip("`"): row["Default"].split()[0] for row in table(PAGE, "Limit")}
    assert {option: number(value) for option, value in rows.items()} == {
        "--" + name.replace("_", "-"): value for name, value in vars(LimitOptions()).items()
    }


@pytest.mark.parametrize("row", table(PAGE, "Suffix"), ids=lambda row: row["Suffix"])
def test_each_language_is_built_and_started_as_the_table_says(row: dict[str, str]) -> None:
    [started] = re.findall("`(.*?)`", row["Started with"])
    for suffix in re.findall(r"`(\..*?)`", row["Suffix"]) or [""]:
        name = ("GameServer" if "GameServer" in started else "game_server") + suffix
        plan = plan_by_names([HandedIn(name, executable=True)], None)
        [part] = plan.parts
        assert part.subject == "server game"
        expected = started.replace(".js", suffix) if suffix == ".mjs" else started
        assert " ".join(part.command) == expected
        built = " ".join(part.build[0].commands[0]) if part.build else ""
        assert built.startswith("".join(re.findall("`(.*?)`", row["Built with"])))
        assert bool(built) == bool(row["Built with"])


@pytest.mark.parametrize("row", table(PAGE, "A name with"), ids=lambda row: row["is"])
def test_each_word_in_a_name_means_what_the_table_says(row: dict[str, str]) -> None:
    for word in re.findall("`(.*?)`", row["A name with"]):
        role = word if row["is"] in {"a server", "a client"} else "server"
        service = "game" if role == word else word
        [part] = plan_by_names([HandedIn(f"{service}_{role}.py")], None).parts
        said = f"a {part.role}" if role == word else {
            "echo": "of echo", "text": "of the text service", "game": "of the mystery number"
        }[part.service]  # fmt: skip
        assert said == row["is"]


@pytest.mark.parametrize("language", PAGES)
def test_the_file_of_a_submission_is_accepted(language: Language) -> None:
    [block] = blocks(PAGES[language], "toml")
    plan = parse_plan(block.text, Path())
    assert [part.subject for part in plan.parts] == ["server game", "client game"]


def test_every_reason_of_the_log_is_one() -> None:
    reasons = {row["`reason`"].strip("`") for row in table(PAGE, "`reason`")}
    assert reasons <= {ending.value for ending in Ending}


@pytest.mark.parametrize("line", COMMANDS)
async def test_every_option_is_there(line: str) -> None:
    words = shlex.split(line[line.index("trio-sockets") :].partition(" -- ")[0])
    code, output, _ = await run(*words[1:3], "--help")
    assert code == 0
    assert set(re.findall(r"--[a-z]+", " ".join(words))) <= set(re.findall(r"--[a-z]+", output))


@pytest.mark.parametrize("language", PAGES)
def test_the_run_tells_of_checks_that_there_are(language: Language) -> None:
    [block] = [each for each in blocks(PAGES[language], "text") if "check class" in each.text]
    translate = translator(language)
    titles = {check.id: check.title.read(translate) for check in server_checks("game")}
    told = re.findall(r"^    (\w+\.\d+) (.*?) — ", block.text, re.MULTILINE)
    assert told
    for id_, title in told:
        assert title == titles[id_]


@pytest.mark.parametrize("language", PAGES)
def test_the_marks_are_those_of_the_code(language: Language) -> None:
    assert set(re.findall(r"\((\S)\)", PAGES[language])) == {
        symbol for verdict, symbol in SYMBOLS.items() if verdict is not Verdict.ERROR
    }
