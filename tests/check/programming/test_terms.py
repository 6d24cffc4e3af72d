"""Every language has a name for every term, and none of them is another language's."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from trio_sockets.check import programming
from trio_sockets.check.checks.clients.listed import client_checks
from trio_sockets.check.checks.in_language import checks_in_language, finding_in_language
from trio_sockets.check.checks.servers.listed import server_checks
from trio_sockets.check.model.verdict import PASSED, Finding, Verdict
from trio_sockets.check.programming.language import ProgrammingLanguage
from trio_sockets.check.programming.receiving import END, RECV
from trio_sockets.check.programming.term import Term, in_language, terms_in
from trio_sockets.language import Language, translator
from trio_sockets.words import Words, say

FOLDER = Path(programming.__file__).parent
TERMS = {
    name: value
    for path in sorted(FOLDER.glob("*.py"))
    for name, value in vars(import_module(f"{programming.__name__}.{path.stem}")).items()
    if isinstance(value, Term)
}

OTHERS = {
    ProgrammingLanguage.PYTHON: r"\bnull\b|NULL|\bthrows\b|undef|\bnil\b",
    ProgrammingLanguage.JAVA: r"b''|sendall|OSError|\brecv\(|nil\b|undef|NULL",
    ProgrammingLanguage.C: r"b''|sendall|OSError|\braises (?!the signal)|throws|null\b|undef",
    ProgrammingLanguage.CPP: r"b''|sendall|OSError|\braises (?!the signal)|null\b|undef",
    ProgrammingLanguage.CSHARP: r"b''|sendall|OSError|\brecv\(|raises|nil\b|undef",
    ProgrammingLanguage.JAVASCRIPT: r"b''|sendall|OSError|\brecv\(|raises|nil\b|NULL",
    ProgrammingLanguage.GO: r"b''|sendall|OSError|\brecv\(|raises|throws|null\b|NULL",
    ProgrammingLanguage.PHP: r"b''|sendall|OSError|\brecv\(|raises|throws|null\b|NULL",
    ProgrammingLanguage.RUBY: r"b''|sendall|OSError|\brecv\(|throws|null\b|NULL|undef",
    ProgrammingLanguage.PERL: r"b''|sendall|OSError|\brecv\(|throws|null\b|NULL|nil\b",
    ProgrammingLanguage.OTHER: r"b''|sendall|OSError|\brecv\(|raises (?!the signal)|throws|null\b",
}
"""What the names of a language never hold, as it is another's."""


def read(name: object, lang: Language = "en") -> str:
    return name.read(translator(lang)) if isinstance(name, Words) else str(name)


def test_each_language_has_a_field() -> None:
    fields = set(Term.__dataclass_fields__)
    assert fields == {language.value for language in ProgrammingLanguage}


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("language", ProgrammingLanguage)
def test_each_term_has_a_name_in_each_language(term: str, language: ProgrammingLanguage) -> None:
    languages: tuple[Language, ...] = ("en", "fr")
    for lang in languages:
        name = read(TERMS[term].name_in(language), lang)
        assert name.strip() == name != ""
        assert not re.search(OTHERS[language], name), name


def test_a_sentence_names_the_calls_of_the_program_that_it_is_about() -> None:
    words = say("Leave the loop when {end}: {why}.", end=END, why=say("{recv} is done", recv=RECV))
    assert words.read() == "Leave the loop when recv() returns b'': recv() is done."
    java = in_language(words, ProgrammingLanguage.JAVA)
    assert java.read() == (
        "Leave the loop when readLine() returns null, or read() -1: read() is done."
    )
    javascript = in_language(words, ProgrammingLanguage.JAVASCRIPT)
    assert javascript.read(translator("fr")).endswith("l'évènement 'data' is done.")


@pytest.mark.parametrize("language", ProgrammingLanguage)
def test_no_term_is_left_in_a_check_that_speaks_a_language(language: ProgrammingLanguage) -> None:
    for service in ("echo", "text", "game"):
        for server in checks_in_language(server_checks(service), language):
            assert not terms_in(server.teaches.values)
        for client in checks_in_language(client_checks(service, "hostile"), language):
            assert not terms_in(client.teaches.values)


def test_a_finding_is_said_in_the_language() -> None:
    found = Finding(
        verdict=Verdict.FAIL,
        words=say("{end}", end=END),
        look=say("Is it {end}?", end=END),
        expected=say("what {recv} gives", recv=RECV),
    )
    said = finding_in_language(found, ProgrammingLanguage.RUBY)
    assert said.words is not None
    assert said.look is not None
    assert isinstance(said.expected, Words)
    assert said.words.read() == "gets returns nil, or readpartial() raises EOFError"
    assert said.expected.read() == "what readpartial() gives"
    assert finding_in_language(PASSED, ProgrammingLanguage.RUBY) == PASSED
