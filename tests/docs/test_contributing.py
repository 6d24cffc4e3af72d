"""What contributors are told, and the files that other programs read, agree with the project."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_pre_commit_runs_the_ruff_of_the_lint_session() -> None:
    [ruff] = PROJECT["dependency-groups"]["lint"]
    asked = re.findall(r'"(ruff[^"]*)"', text(".pre-commit-config.yaml"))
    assert asked == [ruff, ruff]


def test_the_workflow_tests_the_pythons_that_the_package_names() -> None:
    classifiers = " ".join(PROJECT["project"]["classifiers"])
    named = re.findall(r"Python :: (\d\.\d+)", classifiers)
    [matrix] = re.findall(r"python: \[(.*)\]", text(".github/workflows/ci.yml"))
    assert re.findall(r'"(.*?)"', matrix) == named
    assert PROJECT["project"]["requires-python"] == f">={named[0]}"
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{named[0].replace('.', '')}"


@pytest.mark.parametrize("page", ["README.md", "README.fr.md", "CONTRIBUTING.md", ".ci/run"])
def test_every_session_that_a_page_names_is_there(page: str) -> None:
    sessions = re.findall(r"^@nox\.session.*\ndef (\w+)", text("noxfile.py"), re.MULTILINE)
    named = re.findall(r"nox(?: -r)? -s ((?:[a-z_]+(?:-3\.\d+)? ?)+)", text(page))
    assert named
    for name in " ".join(named).split():
        assert name.partition("-")[0] in sessions


def test_the_extra_all_is_every_other_one() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    [named] = extras.pop("all")
    assert named == f"trio-sockets[{','.join(extras)}]"
