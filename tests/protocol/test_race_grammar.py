from __future__ import annotations

import re
from typing import get_args

import pytest
from abnf_pattern import Grammar
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_blocks import blocks, page

from trio_sockets.protocol.errors import Error, ErrorCode
from trio_sockets.protocol.messages import (
    Bye,
    Garbled,
    Guess,
    Help,
    Higher,
    Joined,
    Lower,
    Out,
    Quit,
    RaceReply,
    Win,
)
from trio_sockets.protocol.race import messages as race
from trio_sockets.protocol.race.grammar import encode, parse_race_command, parse_race_line
from trio_sockets.protocol.race.names import MAX_NAME, is_name, name_key
from trio_sockets.protocol.race.session import HELP

GRAMMAR = Grammar("".join(block.text for block in blocks(page("protocol.md"), "abnf")))

letters = st.characters(codec="utf-8", exclude_characters=" ").filter(str.isprintable)
names = st.text(letters, min_size=1, max_size=MAX_NAME)
positive = st.integers(1, 10**18 - 1)
counts = st.integers(0, 10**18 - 1)
numbers = st.integers(-(10**18) + 1, 10**18 - 1)

pushes: dict[type[race.Push], st.SearchStrategy[race.Push]] = {
    race.Welcome: st.builds(race.Welcome, st.just("send JOIN <name> [room]")),
    race.PlayerHere: st.builds(race.PlayerHere, names, counts),
    race.PlayerJoined: st.builds(race.PlayerJoined, names),
    race.PlayerLeft: st.builds(race.PlayerLeft, names),
    race.NextRound: st.builds(race.NextRound, counts),
    race.RoundBegins: st.builds(race.RoundBegins, positive, numbers, numbers, positive),
    race.RoundUnderWay: st.builds(race.RoundUnderWay, positive),
    race.PlayerGuessed: st.builds(race.PlayerGuessed, names, positive),
    race.PlayerOut: st.builds(race.PlayerOut, names),
    race.PlayerWon: st.builds(race.PlayerWon, names, positive),
    race.RoundEnded: st.builds(race.RoundEnded, numbers),
    race.Score: st.builds(race.Score, names, counts, counts),
    race.RoundVoid: st.builds(race.RoundVoid, positive),
    race.Paused: st.just(race.Paused()),
    race.Resumed: st.just(race.Resumed()),
}
replies: st.SearchStrategy[RaceReply] = st.one_of(
    st.builds(Joined, names, positive),
    st.builds(Higher, positive),
    st.builds(Lower, positive),
    st.builds(Win, positive),
    st.sampled_from([Out(), Bye(), HELP]),
    st.builds(Error, st.sampled_from(ErrorCode)),
)
commands: st.SearchStrategy[race.RaceCommand] = st.one_of(
    st.builds(race.Join, names, names),
    st.builds(Guess, numbers),
    st.sampled_from([Help(), Quit()]),
)


def test_no_push_is_left_out() -> None:
    assert set(pushes) == set(get_args(race.Push))


@given(st.one_of(*pushes.values()))
def test_a_push_is_a_line_of_the_grammar_and_can_be_read(push: race.Push) -> None:
    line = encode(push).removesuffix(b"\n")
    assert re.fullmatch(GRAMMAR.pattern("push"), line)
    assert parse_race_line(line.decode()) == push


@given(replies)
def test_a_reply_is_a_line_of_the_grammar_and_can_be_read(reply: RaceReply) -> None:
    line = encode(reply).removesuffix(b"\n")
    assert re.fullmatch(GRAMMAR.pattern("race-reply"), line)
    assert parse_race_line(line.decode()) == reply
    assert not re.fullmatch(GRAMMAR.pattern("push"), line)


@given(commands)
def test_a_command_is_a_line_of_the_grammar_and_can_be_read(command: race.RaceCommand) -> None:
    line = encode(command).removesuffix(b"\n")
    assert re.fullmatch(GRAMMAR.pattern("race-command"), line)
    assert parse_race_command(line.decode()) == command


words = st.sampled_from(
    [*"\t 01-é*", "JOIN", "join", "ana", "Quit", "help", "5", "a" * 25, "\u202e"]
)


@given(st.lists(words, max_size=8).map("".join).filter(lambda line: line.strip(" \t")))
@example("join\tana  lab ")
@example("jo\u0131n ana")
def test_what_is_no_command_of_the_grammar_is_an_error(line: str) -> None:
    command = parse_race_command(line)
    if not re.fullmatch(GRAMMAR.pattern("race-command"), line.encode()):
        assert isinstance(command, Error)
    elif isinstance(command, Error):
        assert command.code is ErrorCode.BAD_NAME  # what is printable is beyond a grammar


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("JOIN", ErrorCode.MISSING_ARGUMENT),
        ("JOIN " + "x" * 25, ErrorCode.BAD_NAME),
        ("JOIN a\u200bb", ErrorCode.BAD_NAME),
        ("JOIN ana \u202elab", ErrorCode.BAD_NAME),
        ("JOIN ana lab more", ErrorCode.BAD_NAME),
        ("JOIN ana\x1b[2J", ErrorCode.BAD_NAME),
        ("higher", ErrorCode.UNKNOWN_COMMAND),
        ("3.5", ErrorCode.UNKNOWN_COMMAND),
        ("9" * 19, ErrorCode.UNKNOWN_COMMAND),
        ("HELP me", ErrorCode.UNKNOWN_COMMAND),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, code: ErrorCode) -> None:
    command = parse_race_command(line)
    assert isinstance(command, Error)
    assert command.code is code


def test_who_names_no_room_is_in_the_lobby() -> None:
    assert parse_race_command("JOIN ana") == race.Join("ana", "lobby")


@pytest.mark.parametrize(
    "line",
    [
        *("* NEXT", "* NEXT five", "* NEXT 05", "* NEXT 5 5", "*NEXT 5", "* next 5", "* NEXT  5"),
        *("* ROUND 1 1 100", "* GUESS ana", "* GUESS 5", "* JOIN a b", "* JOIN \x1b[2J", "* ", "*"),
        *("JOINED lobby", "JOINED lobby x", "JOINED a\u200bb 2", "OUT 0", "LOSE 5", "GAME 1 100 7"),
        *("", "* PAUSE 1", "* LOUD", "* END " + "9" * 30),
    ],
)
def test_what_no_server_sends_is_garbled(line: str) -> None:
    assert parse_race_line(line) == Garbled(line)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=40))
def test_any_line_at_all_can_be_read(line: str) -> None:
    message = parse_race_line(line)
    if not isinstance(message, Garbled | Error):  # an error without words gets the usual ones
        assert encode(message).decode() == f"{line}\n"


def test_names_that_look_the_same_are_the_same() -> None:
    assert name_key("Ana") == name_key("ANA") == name_key("\uff21na") == "ana"
    assert name_key("straße") == name_key("STRASSE")


def test_a_name_is_the_same_in_capitals() -> None:
    apart = {
        chr(code) for code in range(0x110000) if name_key(chr(code)) != name_key(chr(code).upper())
    }
    assert apart == {"\u0131"}  # the dotless i of Turkish has a capital that others have too
    assert all(
        name_key(name_key(letter)) == name_key(letter) for letter in "\u0390\u1fb3\u0345\u01c4"
    )


@pytest.mark.parametrize("word", ["", " ", "a b", "a\tb", "\x7f", "\u00a0", "\u2028", "x" * 25])
def test_what_is_no_name(word: str) -> None:
    assert not is_name(word)
