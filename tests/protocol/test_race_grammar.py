from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.abnf_pattern import Grammar
from helpers.markdown_blocks import blocks, page
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
from trio_sockets.protocol.race.names import MAX_NAME, is_name
from trio_sockets.protocol.race.session import HELP

GRAMMAR = Grammar("".join(block.text for block in blocks(page("protocol/grammar.md"), "abnf")))

letters = st.characters(codec="utf-8", exclude_characters=" ").filter(str.isprintable)
names = st.text(letters, min_size=1, max_size=MAX_NAME).filter(is_name)
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


WIRE: list[tuple[race.RaceCommand | RaceReply | race.Push, str]] = [
    (race.Join("ana", "lab"), "JOIN ana lab"),
    (Guess(-5), "-5"),
    (Help(), "HELP"),
    (Quit(), "QUIT"),
    (Joined("lab", 2), "JOINED lab 2"),
    (Higher(6), "HIGHER 6"),
    (Lower(5), "LOWER 5"),
    (Win(3), "WIN 3"),
    (Out(), "OUT"),
    (HELP, "Commands: JOIN <name> [room], <number>, HELP, QUIT"),
    (Bye(), "BYE"),
    (Error(ErrorCode.NO_TRIES), "ERR no-tries you have no tries left in this round"),
    (race.Welcome(), "* RACE send JOIN <name> [room]"),
    (race.PlayerHere("ana", 0), "* PLAYER ana 0"),
    (race.PlayerJoined("ana"), "* JOIN ana"),
    (race.PlayerLeft("ana"), "* LEAVE ana"),
    (race.NextRound(0), "* NEXT 0"),
    (race.RoundBegins(1, -5, 100, 7), "* ROUND 1 -5 100 7"),
    (race.RoundUnderWay(1), "* WAIT 1"),
    (race.PlayerGuessed("ana", 1), "* GUESS ana 1"),
    (race.PlayerOut("ana"), "* OUT ana"),
    (race.PlayerWon("ana", 1), "* WIN ana 1"),
    (race.RoundEnded(1 - 10**18), "* END -999999999999999999"),
    (race.Score("ana", 0, 0), "* SCORE ana 0 0"),
    (race.RoundVoid(1), "* VOID 1"),
    (race.Paused(), "* PAUSE"),
    (race.Resumed(), "* RESUME"),
]


@pytest.mark.parametrize(("message", "line"), WIRE)
def test_every_message_has_its_exact_bytes_and_can_be_read(
    message: race.RaceCommand | RaceReply | race.Push, line: str
) -> None:
    assert encode(message) == f"{line}\n".encode()
    assert message in (parse_race_command(line), parse_race_line(line))


def test_no_message_is_left_out() -> None:
    unions = (race.RaceCommand, RaceReply, race.Push)
    assert {type(message) for message, _ in WIRE} == {kind for u in unions for kind in get_args(u)}
    assert set(pushes) == set(get_args(race.Push))


almost = st.lists(
    st.sampled_from(
        [
            *("* ", "NEXT", "ROUND", "WAIT", "END", "VOID", "PAUSE", "PLAYER", "JOIN", "GUESS"),
            *("OUT", "WIN", "SCORE", "JOINED", "HIGHER", "BYE", " ", " ", " ", "ana", "0", "7"),
            *("-7", "+7", "07", "-0", "9" * 18, "9" * 19, "\t", "x"),
        ]
    ),
    max_size=10,
).map("".join)


@given(almost)
def test_only_lines_of_the_grammar_can_be_read(line: str) -> None:
    if not isinstance(parse_race_line(line), Garbled):
        assert re.fullmatch(GRAMMAR.pattern("race-reply"), line.encode()) or re.fullmatch(
            GRAMMAR.pattern("push"), line.encode()
        )


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
def test_a_line_outside_the_grammar_is_an_error(line: str) -> None:
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
        ("JOIN a\x0bb", ErrorCode.BAD_NAME),
        ("JOIN\u00a0ana", ErrorCode.UNKNOWN_COMMAND),
        ("higher", ErrorCode.UNKNOWN_COMMAND),
        ("3.5", ErrorCode.UNKNOWN_COMMAND),
        ("9" * 19, ErrorCode.UNKNOWN_COMMAND),
        ("HELP me", ErrorCode.UNKNOWN_COMMAND),
    ],
)
def test_each_bad_line_has_its_error(line: str, code: ErrorCode) -> None:
    command = parse_race_command(line)
    assert isinstance(command, Error)
    assert command.code is code


def test_a_player_who_names_no_room_joins_the_lobby() -> None:
    assert parse_race_command("JOIN ana") == race.Join("ana", "lobby")


@pytest.mark.parametrize(
    "line",
    [
        *("* NEXT", "* NEXT five", "* NEXT 05", "* NEXT 5 5", "*NEXT 5", "* next 5", "* NEXT  5"),
        *("* ROUND 1 1 100", "* GUESS ana", "* GUESS 5", "* JOIN a b", "* JOIN \x1b[2J", "* ", "*"),
        *(
            "JOINED lobby",
            "JOINED lobby x",
            "JOINED a\u200bb 2",
            "JOINED  lobby 2",
            "JOINED lobby 05",
        ),
        *("JOINED lobby 0", "JOINED lobby " + "9" * 19, "OUT 0", "OUT ", "LOSE 5", "GAME 1 100 7"),
        *("", "* PAUSE 1", "* LOUD", "* END " + "9" * 19, "* END -" + "9" * 19, "* END -0"),
        *("* NEXT -1", "* PLAYER ana -1", "* SCORE ana -1 0", "* SCORE ana 0 -1", "* SCORE ana 0"),
        *("* ROUND 0 1 9 3", "* ROUND 1 1 9 0", "* WAIT 0", "* VOID 0", "* GUESS ana 0"),
        *("* WIN ana 0", "* LEAVE a\u200bb", "* PAUSE ", "* RESUME ana", "* RAC e", "* race e"),
    ],
)
def test_a_line_that_no_server_sends_is_garbled(line: str) -> None:
    assert parse_race_line(line) == Garbled(line)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=40))
def test_any_line_at_all_can_be_read(line: str) -> None:
    message = parse_race_line(line)
    if not isinstance(message, Garbled | Error):  # an error without words gets the usual ones
        assert encode(message).decode() == f"{line}\n"
