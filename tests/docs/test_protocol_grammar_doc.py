"""``docs/protocol/grammar.md`` is the grammar of the code, and of all transcripts."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from docs.transcript_player import Receive, Send, read
from helpers.abnf_pattern import Grammar
from helpers.markdown_blocks import blocks, page, pages
from trio_sockets import Error, ErrorCode, Parameters
from trio_sockets.protocol.grammar import (
    encode,
    parse_game_command,
    parse_game_reply,
    parse_text_command,
    parse_text_reply,
)
from trio_sockets.protocol.lines import MAX_LINE
from trio_sockets.protocol.messages import MAX_DIGITS, Garbled, Higher, Lose, Lower, Text, Win

GRAMMAR = Grammar("".join(block.text for block in blocks(page("protocol/grammar.md"), "abnf")))
PAGES = "\n".join(pages("protocol").values())


def lines_of(service: str, *, by: type[Send | Receive]) -> set[bytes]:
    """Return every whole line that one side says in the transcripts of this service."""
    return {
        line
        for block in blocks(PAGES, "transcript")
        if block.words[0] == service
        for step in read(block.text)
        if isinstance(step, by) and step.data.endswith(b"\n")
        for line in step.data.removesuffix(b"\n").split(b"\n")
    }


def test_every_rule_of_the_grammar_is_defined_and_used() -> None:
    roots = {"client-line", "server-line", "text-command", "game-command", "race-command"}
    assert GRAMMAR.used() | roots == set(GRAMMAR.rules)


def test_the_grammar_has_every_code() -> None:
    codes = re.findall(r'%s"([a-z-]+)"', GRAMMAR.rules["code"])
    assert codes == [code.value for code in ErrorCode]


@pytest.mark.parametrize("service", ["text", "game", "race"])
def test_the_transcripts_obey_the_grammar(service: str) -> None:
    push = GRAMMAR.pattern("push") if service == "race" else b"(?!)"
    reply = GRAMMAR.pattern(f"{service}-reply") + b"|" + push
    for line in lines_of(service, by=Receive):
        assert re.fullmatch(reply, line), line
    client_line = GRAMMAR.pattern("client-line")
    for line in lines_of(service, by=Send):
        assert bool(re.fullmatch(client_line, line + b"\n")) is (len(line) <= MAX_LINE), line


@given(
    st.binary(min_size=1, max_size=4)
    | st.text(st.characters(codec="utf-8"), min_size=1).map(str.encode)
)
@example(b"\xc0\x80")  # too long for what it is
@example(b"\xed\xa0\x80")  # a surrogate
@example(b"\xf4\x90\x80\x80")  # beyond the last character
def test_what_the_grammar_calls_characters_is_utf_8(data: bytes) -> None:
    try:
        fits = "\n" not in data.decode()
    except UnicodeDecodeError:
        fits = False
    assert bool(re.fullmatch(GRAMMAR.pattern("string"), data)) is fits


words = st.sampled_from(
    [*"\t \r\0+-0123456789aé€😀", "UPPER", "lower", "DateNow", "unix", "Help", "QUIT", "ERR"]
)
lines = st.lists(words, max_size=8).map("".join).filter(lambda line: line.strip(" \t"))


@given(lines)
@example("UPPER  ")
@example("DATENOW \t UNIX ")
@example("HELP\r")
@example("UPPER\u00a0a")
@example("qu\u0131t")  # the capital of a dotless i is an I
def test_what_the_grammar_calls_a_text_command_is_one(line: str) -> None:
    in_grammar = re.fullmatch(GRAMMAR.pattern("text-command"), line.encode())
    assert bool(in_grammar) is not isinstance(parse_text_command(line), Error)


@given(lines)
@example(" -" + "9" * MAX_DIGITS)
@example("9" * (MAX_DIGITS + 1))
@example("٣")
@example("quit now")
@example("qu\u0131t")
def test_what_the_grammar_calls_a_game_command_is_one(line: str) -> None:
    in_grammar = re.fullmatch(GRAMMAR.pattern("game-command"), line.encode())
    assert bool(in_grammar) is not isinstance(parse_game_command(line), Error)


numbers = st.integers(-(10**MAX_DIGITS) + 1, 10**MAX_DIGITS - 1)
counts = st.integers(1, 10**MAX_DIGITS - 1)
text = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1)


@given(
    st.builds(Higher, counts)
    | st.builds(Lower, counts)
    | st.builds(Win, counts)
    | st.builds(Lose, numbers)
    | st.builds(Error, st.sampled_from(ErrorCode), text)
    | st.builds(
        lambda a, b, tries: Parameters(min(a, b), max(a, b), tries), numbers, numbers, counts
    )
)
def test_the_grammar_has_every_reply_of_the_game(
    reply: Higher | Lower | Win | Lose | Error | Parameters,
) -> None:
    line = encode(reply).removesuffix(b"\n")
    assert re.fullmatch(GRAMMAR.pattern("game-reply"), line)
    assert not isinstance(parse_game_reply(line.decode()), Garbled)


keywords = st.sampled_from(["GAME", "HIGHER", "LOWER", "WIN", "LOSE", "BYE", "win", ""])
written = st.sampled_from(["0", "-0", "+1", "007", "1", "2", "-5", "9" * 18, "9" * 19, "", "x"])


@given(keywords, st.lists(written, max_size=4))
@example("GAME", ["-5", "1", "2"])
def test_what_the_grammar_calls_a_reply_of_the_game_is_one(word: str, words: list[str]) -> None:
    line = " ".join([word, *words])
    in_grammar = re.fullmatch(GRAMMAR.pattern("game-reply"), line.encode())
    if in_grammar and word == "GAME":
        assume(int(words[0]) <= int(words[1]))
    assert bool(in_grammar) is not isinstance(parse_game_reply(line), Garbled)


@given(text)
@example("err busy")
@example("\u017f")  # the long s: its capital is an ASCII letter
@example("\u212a")  # the Kelvin sign: so is its small letter's
def test_a_result_is_never_an_error(string: str) -> None:
    for result, alien in ((string.upper(), "a-z"), (string.lower(), "A-Z")):
        assert not re.search(f"[{alien}]", result)
        assert re.fullmatch(GRAMMAR.pattern("upper-result"), encode(Text(result))[:-1])
        assert not isinstance(parse_text_reply(result), Error)
