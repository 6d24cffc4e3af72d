"""The report on a terminal, to the letter, in both languages."""

import io
import re
from dataclasses import replace
from typing import Literal

import pytest
from rich.cells import cell_len
from rich.console import Console

from helpers import sample_report as sample
from trio_sockets.check.model.crash import CrashEvidence
from trio_sockets.check.model.report import Report, Result
from trio_sockets.check.model.transcript import Received, Sent
from trio_sockets.check.model.verdict import Finding, Verdict
from trio_sockets.check.reports.terminal import TerminalReport
from trio_sockets.consoles import SIMPLER
from trio_sockets.language import Language, translator
from trio_sockets.words import Printed, say

ENGLISH = r"""
Connections
  ✓ tcp.01   it listens and answers                                         pass

Message boundaries
  ✗ line.02  a message in two packets is one message                 fail, flaky
  ~ line.08  an empty line does no harm                                  lenient
             the bad line got 0 replies; strictly, it should get one

The commands
  – text.11  it listens and answers                                      skipped

────────────────────────────────────────────────────────────────────────────────
✗ line.02  a message in two packets is one message

  What happened  reply number 2 is wrong

  The conversation (connection 2 of 2)
    0.03 s  checker  │UPPER wor│d 1\n│
    0.07 s  program  │WO│RLD\n│

  expected   WO RD 1
            ┌──┬─────┐
  received  │WO│RLD\n│
            └──┴─────┘
                 ^ the first wrong byte

  Look at this   TCP carries a stream of bytes, and may cut it anywhere.
  To learn       TCP carries a stream of bytes, and may cut it anywhere.
  Lab sheet      exercise 1, simple text server
  The program    the program still runs; the end of its output:
    Oh\x1b[31m no
      <b>

  Try it yourself
    Start your program in one terminal:
python3 'my server.py' 4000
    and in another terminal, type:
(printf 'UPPER wor'; sleep 0.2; printf 'd 1\n'; sleep 2) | nc -w 2 127.0.0.1 4000

────────────────────────────────────────────────────────────────────────────────
✓ pass: 1   ~ lenient: 1   ✗ fail: 1   – skipped: 1
  Score          2 of 5 points
  Looked at      5 of 6 points (83 %)
  Next           Repair line.02 first, then run this again.
                 A lenient check works, but could be better; --strict counts it
                 as failed.
                 A flaky check was tried twice, with two verdicts: the program
                 depends on luck.
                 With --seed 7, the checker draws the same numbers again.
"""  # noqa: RUF001 - the dash stands before what was skipped

FRENCH = r"""
Les connexions
  ✓ tcp.01   il écoute et répond                                          réussi

Les messages, et où ils finissent
  ✗ line.02  un message coupé au milieu est un seul message      échec, instable
  ~ line.08  une ligne vide ne gêne pas                                   toléré
             la mauvaise ligne a obtenu 0 réponses ; il en faudrait exactement
             une

Les commandes
  – text.11  il écoute et répond                                           sauté

────────────────────────────────────────────────────────────────────────────────
✗ line.02  un message coupé au milieu est un seul message

  Ce qui s'est passé  la réponse numéro 2 est fausse

  La conversation (connexion 2 sur 2)
    0,03 s  testeur    │UPPER wor│d 1\n│
    0,07 s  programme  │WO│RLD\n│

  attendu   WO RD 1
           ┌──┬─────┐
  reçu     │WO│RLD\n│
           └──┴─────┘
                ^ le premier octet faux

  À regarder          TCP transporte un flux d'octets : personne ne choisit
                      comment il est coupé en chemin.
  À retenir           TCP transporte un flux d'octets : personne ne choisit
                      comment il est coupé en chemin.
  Feuille de TP       exercice 1, serveur textuel simple
  Le programme        le programme continue ; ses derniers mots :
    Oh\x1b[31m no
      <b>

  Pour essayer soi-même
    Lancer le programme dans un terminal :
python3 'my server.py' 4000
    et dans un autre terminal, taper :
(printf 'UPPER wor'; sleep 0.2; printf 'd 1\n'; sleep 2) | nc -w 2 127.0.0.1 4000

────────────────────────────────────────────────────────────────────────────────
✓ réussi : 1   ~ toléré : 1   ✗ échec : 1   – sauté : 1
  Note                2 points sur 5
  Examiné             5 points sur 6 (83 %)
  Ensuite             Corriger d'abord line.02, puis relancer ce test.
                      Ce qui est toléré marche, mais pourrait être mieux ;
                      --strict le compte comme un échec.
                      Ce qui est instable a été essayé deux fois, avec deux
                      verdicts : cela dépend du hasard.
                      Avec --seed 7, les mêmes nombres sont tirés à nouveau.
"""  # noqa: RUF001 - likewise


def printed(
    report: Report, language: Language = "en", width: int = 80, *, colours: bool = False
) -> str:
    file = io.StringIO()
    system: Literal["truecolor"] | None = "truecolor" if colours else None
    console = Console(
        file=file, width=width, color_system=system, force_terminal=colours, highlight=False
    )
    terminal = TerminalReport(console, translator(language))
    for result in report.results:
        terminal.told(result)
    terminal.end(report)
    plain = file.getvalue().replace("\N{NO-BREAK SPACE}", " ")
    return plain.replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(("language", "text"), [("en", ENGLISH), ("fr", FRENCH)])
def test_all_of_it(language: Language, text: str) -> None:
    report = sample.report(sample.PASS, sample.CUT, sample.LENIENT, sample.SKIPPED)
    assert printed(report, language) == text


def test_what_came_too_late_has_no_picture() -> None:
    shown = printed(sample.report(sample.LATE))
    assert "  expected  x\n  received  (nothing)\n" in shown
    assert "    2.00 s  program  (sends nothing for 2 s)\n" in shown


def test_no_control_character_of_a_program_gets_through() -> None:
    shown = printed(sample.ALL)
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert r"│\x1b[2J<script>alert(1)</script>&\xff\n│" in shown


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [80, 200])
def test_it_fits_80_columns_but_for_what_is_to_be_pasted(language: Language, width: int) -> None:
    long = Result(
        check=sample.CUT.check,
        finding=Finding(
            verdict=Verdict.FAIL,
            words=say("reply number {number} is wrong", number="9" * 200),
            expected=b"x" * 500,
            received=b"y" * 500,
        ),
        transcript=sample.transcript((Sent(0, b"z" * 500), Received(0, b"y" * 500)) * 30),
        gone=say("{output}", output=Printed("Oh\n" + "no " * 100)),
    )
    lines = printed(sample.report(*sample.ALL.results, long), language, width).split("\n")
    pasted = re.compile(r"a\.sendall|\(printf")
    assert [line for line in lines if cell_len(line) > 80 and not pasted.match(line)] == []


@pytest.mark.parametrize("width", [1, 24])
def test_a_terminal_without_room_beside_the_labels_shows_all_the_same(width: int) -> None:
    letters = "".join(printed(sample.report(sample.LENIENT), width=width).split())
    assert "--strictcountsitasfailed." in letters


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [22, 30, 40, 60])
def test_a_narrow_terminal_has_whole_words_and_a_whole_picture(
    language: Language, width: int
) -> None:
    report = sample.report(sample.PASS, sample.CUT, sample.LENIENT, sample.SKIPPED)
    pasted = re.compile(r"a\.sendall|\(printf|python3?|trio-sockets| {4}\d")
    lines = [line.rstrip() for line in printed(report, language, width).split("\n")]
    wide = [line for line in lines if cell_len(line) > width and not pasted.match(line)]
    assert [line for line in wide if width > 24 or not set("┌│└^") & set(line)] == []
    letters = [line for line in lines if re.fullmatch(r" {4,}\w", line)]
    assert letters == []  # no column of single letters


def test_an_encoding_without_our_symbols_shows_others_and_no_question_marks() -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii", errors=SIMPLER)
    report = sample.report(sample.PASS, sample.CUT, sample.LENIENT, sample.SKIPPED)
    terminal = TerminalReport(Console(file=file, width=80), translator("fr"))
    for result in report.results:
        terminal.told(result)
    terminal.end(report)
    file.flush()
    shown = raw.getvalue().decode("ascii")
    assert "+ reussi : 1   ~ tolere : 1   x echec : 1   - saute : 1" in shown
    assert re.search(r"^  recu +\|WO\|RLD\\n\|$", shown, re.MULTILINE)
    assert "?" not in shown
    assert "\\xe9" not in shown


def test_with_colours_the_text_is_the_same() -> None:
    plain = printed(sample.ALL)
    coloured = printed(sample.ALL, colours=True)
    assert coloured != plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


@pytest.mark.parametrize("on_terminal", [True, False])
def test_a_terminal_shows_which_check_is_at_work(on_terminal: bool) -> None:  # noqa: FBT001
    file = io.StringIO()
    console = Console(file=file, width=80, force_terminal=on_terminal)
    terminal = TerminalReport(console)
    with terminal.running([sample.PASS.check, sample.CUT.check]) as told:
        told(sample.PASS)
    shown = re.sub(r"\x1b\[[\d;]*m", "", file.getvalue())
    assert "✓ tcp.01   it listens and answers" in shown
    assert ("tcp.01 it listens and answers" in shown) == on_terminal


def test_when_all_is_well_it_says_so() -> None:
    shown = printed(sample.report(sample.PASS))
    assert shown.endswith(
        "✓ pass: 1\n"
        "  Score          1 of 1 points\n"
        "  Looked at      1 of 1 points (100 %)\n"
        "  Next           All is well.\n"
    )


def test_what_is_not_understood_stands_before_all_else() -> None:
    shown = printed(sample.report(sample.LATE, sample.UNCLEAR))
    question = shown.index('the program says "Pity, it was 63.": count it as a loss? (game.05)')
    assert question < shown.index("What happened")
    assert "? unclear: 1" in shown
    assert "An unclear check has neither passed nor failed" in shown
    assert "Repair text.02 first" in shown


def test_what_is_only_unclear_is_not_to_be_repaired() -> None:
    shown = printed(sample.report(sample.PASS, sample.UNCLEAR))
    assert "Repair" not in shown
    assert "All is well" not in shown


def test_a_crash_that_a_second_try_survived_is_said() -> None:
    crashed = replace(sample.CUT, crash=CrashEvidence(-9), flaky=True)
    assert "A crash counts, even if a second try passed." in printed(sample.report(crashed))
    assert "A crash stands" not in printed(sample.report(sample.CUT))


def test_our_own_fault_is_ours() -> None:
    shown = printed(sample.report(sample.BROKEN))
    assert "please report it" in " ".join(shown.split())
    assert "Repair" not in shown


def test_a_run_that_stopped_says_how_to_go_on() -> None:
    shown = printed(sample.report(sample.LATE, complete=False))
    assert "With --all, it continues after a check that does not pass." in shown


def test_strictly_what_is_lenient_is_explained_like_what_failed() -> None:
    assert "Look at this" not in printed(sample.report(sample.LENIENT))
    strict = printed(sample.report(sample.LENIENT, strict=True))
    assert "  Look at this   Answer an invalid message with an error, and" in strict
    assert "0 of 1 points" in strict
