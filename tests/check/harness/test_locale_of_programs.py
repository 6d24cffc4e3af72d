"""A program has UTF-8 where its environment says nothing of an encoding."""

import os
import sys

import pytest

from trio_sockets.check.harness.programs.locale import utf8_locale
from trio_sockets.check.harness.programs.process import running


@pytest.mark.parametrize(
    ("environment", "added"),
    [
        ({}, {"LC_CTYPE": "C.UTF-8"}),
        ({"LANG": ""}, {"LC_CTYPE": "C.UTF-8"}),
        ({"LANG": "C"}, {"LC_CTYPE": "C.UTF-8"}),
        ({"LANG": "fr_FR.UTF-8", "LC_CTYPE": "POSIX"}, {"LC_CTYPE": "C.UTF-8"}),
        ({"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, {"LC_ALL": "C.UTF-8"}),
        ({"LANG": "fr_FR.UTF-8"}, {}),
        ({"LC_ALL": "de_DE.ISO-8859-1"}, {}),  # a person chose it
    ],
)
def test_only_a_locale_that_says_nothing_is_replaced(
    environment: dict[str, str], added: dict[str, str]
) -> None:
    assert utf8_locale(environment, "linux") == added
    assert utf8_locale(environment, "darwin") == {}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no C.UTF-8")
async def test_a_program_of_an_autograder_reads_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    source = "import os; print(os.environ['LC_ALL'])"
    async with running([sys.executable, "-c", source]) as program:
        await program.ended()
    assert program.output.strip() == b"C.UTF-8"
    assert os.environ["LC_ALL"] == "C"
