"""A student whose system speaks French meets no English sentence of ours, whatever goes wrong.

The commands run in this process, as a process a case would take minutes.
"""

import re
import socket
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from helpers.certificates import Authority
from helpers.commands_of_app import commands
from helpers.english_words import english_in
from trio_sockets.cli import app, run
from trio_sockets.commands.reader import reader
from trio_sockets.words import in_english

FILES = {
    "bad.toml": "[game\n",
    "kinds.toml": "[game]\nguess = 1\n",
    "keys.toml": "hue = 1\n",
    "gaps.toml": "[game]\nhigher = ['plus']\n",
    "twice.toml": "[game]\nguess = 'x'\nguess = 'y'\n",
    "player.toml": "player = 'nobody'\n",
    "listen.toml": "listen = 'x'\n",
    "serve.toml": "[serve]\nhihg = 5\n",
    "word.toml": "[serve]\nhigh = 'x'\n",
    "flat.toml": "serve = 1\n",
    "empty.pem": "",
    "class/ana/check.toml": "[server.game]\ncommand = ''\n",
    "class/eve/notes.txt": "",
    "plan/check.toml": "dialect = 1\n",
}

CASES = """
plya
play --nosuch
play --tme 3
play --timeout
play --timeout x
play --timeout -1
play --lang de
play --auto=perhaps
play a
play a..b:1
play h:99999
play ::1:5
play [::1
play *:5
play redis://h:1
play user@h
play unix:
play unix://x
play :0
play 127.0.0.1:1
play unix:/nowhere/s
play one:1 two:2
race --name a|b
race --pace -1
race --rounds 0
race --rounds x
race 127.0.0.1:1 --name ana
talk
talk 127.0.0.1:1
talk :1 --tls-ca nowhere.pem
talk :1 --tls-ca empty.pem
talk unix:x --tls
trace
trace --server '
trace --server ./nowhere
trace --relay :1
trace --relay :1 --to :0
trace --relay :1 --to :2 -- true
trace --client x|{port}
trace python3
trace --
trace -- ./nowhere
trace --json no/where -- true
trace --by relay -- true
trace --by magic -- true
trace --serve unix:/x -- true
trace --html -x
trace --relay 192.0.2.1:5 --to 127.0.0.1:1
check server
check server chat
check server echo -- ./nowhere
check server echo --
check server echo :0
check server echo python3 s.py
check server echo 192.0.2.1:50007 -- true
check server game :1 --dialect nowhere
check server game :1 --dialect bad.toml
check server game :1 --dialect kinds.toml
check server game :1 --dialect keys.toml
check server game :1 --dialect gaps.toml
check server game :1 --dialect twice.toml
check server echo :1 --report x.pdf
check server echo :1 --report nowhere/x.html
check server echo :1 --seed x
check client echo -- true
check client echo
check client echo unix:x -- true
check client echo :50007 --scenario nowhere.toml -- true
check client echo :50007 --scenario player.toml -- true
check client echo :50007 --scenario listen.toml -- true
check client echo :50007 --mode kind -- true
check class
check class nowhere
check class plan
check class empty.pem
check class . --csv nowhere/x
check class . --jobs 0
check class . --time-limit 0
check class . --reports empty.pem
check class class --service game --role server
check dialect nowhere
check dialect bad.toml
check dialect
check learn game 127.0.0.1:1
check learn echo
check learn game :1 --write nowhere/x
scores
scores bad.toml
scores --since hier
scores --top 0
scores redis://
scores redis://127.0.0.1:1
scores http://x
scores localhost:1
serve nosuch
serve text@a..b:1
serve text@no-such-host.invalid:0
serve --tries 0
serve --tries 1.5
serve --low 5 --high 1
serve --high 9999999999999999999
serve --tls-key x
serve --tls-cert nowhere.pem
serve --tls-cert empty.pem
serve --tls-cert chain.pem --tls-key other.pem
serve --proxy-from x
serve --workers 2 race
serve --workers 5000
serve --cluster x
serve --cluster redis://:se#cret@h
serve --race-limit 0
serve text@192.0.2.1:5
serve text@127.0.0.1:TAKEN
serve text@unix:/nowhere/s
serve text@unix:empty.pem
serve text:50008
serve --metrics unix:/nowhere/m
serve --inherit x
--config nowhere.toml serve
--config bad.toml serve
--config flat.toml serve
--config serve.toml serve
--config word.toml serve
--config . serve
"""


@pytest.fixture(autouse=True)
def _a_french_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Have the language of the system be French by ``LANG`` alone, and files that are wrong."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr("trio_sockets.commands.serve.put_output_in_background", lambda: None)
    yield
    reader.translate = in_english


def told(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = run(words)
    output, errors = capsys.readouterr()
    return code, output + errors


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_what_is_wrong_is_said_in_french(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    if sys.platform == "win32" and "unix:" in case:
        pytest.skip("Windows has no Unix sockets")
    if "chain.pem" in case:
        for name in ("chain.pem", "other.pem"):
            Path(name).write_bytes(Authority().issue())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        line = case.replace("TAKEN", str(taken.getsockname()[1]))
        code, said = told([word.replace("|", " ") for word in line.split()], capsys)
    assert code in {1, 2}, said
    assert said
    assert english_in(said) == set(), said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "path", [(), *(path for path, _ in commands(app)), ("check",), ("check", "learn")], ids=" ".join
)
def test_a_help_page_is_french(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    code, page = told([*path, "--help"], capsys)
    assert code == 0
    assert page.startswith("Utilisation\u00a0: trio-sockets")
    page = "\n".join(line for line in page.splitlines() if not line.startswith("    "))
    for fact in ("par défaut", "choix", "obligatoire"):
        page = re.sub(rf"\[{fact}\b[^]]*\]", "", page)
    assert english_in(page) == set()


def test_the_option_decides_also_where_another_option_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for words in (["play", "--lang", "en", "--nosuch"], ["play", "--nosuch", "--lang=en"]):
        assert told(words, capsys) == (2, "trio-sockets: Unknown option: --nosuch.\n")


def test_what_an_extra_needs_is_said_in_french(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apsw", None)
    for name in [name for name in sys.modules if name.startswith("trio_sockets.scores.")]:
        monkeypatch.delitem(sys.modules, name)
    code, said = told(["scores", "bad.toml"], capsys)
    assert code == 2
    assert "scores a besoin de apsw\u00a0: " in said
