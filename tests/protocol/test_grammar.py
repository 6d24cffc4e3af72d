from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trio_sockets.protocol.errors import WORDS, Error, ErrorCode
from trio_sockets.protocol.grammar import (
    parse_game_command,
    parse_game_reply,
    parse_text_command,
    parse_text_reply,
)
from trio_sockets.protocol.messages import (
    DateNow,
    Garbled,
    Guess,
    Help,
    Quit,
    Text,
    TextCommand,
    ToLower,
    ToUpper,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("UPPER a", ToUpper("a")),
        ("upper a", ToUpper("a")),
        ("lOwEr A", ToLower("A")),
        (" \tUPPER a", ToUpper("a")),
        ("UPPER\ta b", ToUpper("a b")),
        ("UPPER a\tb", ToUpper("a\tb")),
        ("UPPER\ta\tb", ToUpper("a\tb")),
        ("UPPER  a  ", ToUpper(" a  ")),
        ("UPPER \t", ToUpper("\t")),
        ("datenow", DateNow()),
        ("DATENOW \t", DateNow()),
        ("datenow UNIX ", DateNow(unix=True)),
        ("DATENOW \tunix", DateNow(unix=True)),
        ("help ", Help()),
        ("Quit", Quit()),
    ],
)
def test_a_text_command_may_be_written_so(line: str, command: TextCommand) -> None:
    assert parse_text_command(line) == command


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("UPPER", "missing-argument"),
        ("lower ", "missing-argument"),
        ("UPPER\t", "missing-argument"),
        ("DATENOW utc", "unexpected-argument"),
        ("DATENOW unix please", "unexpected-argument"),
        ("HELP me", "unexpected-argument"),
        ("QUIT now", "unexpected-argument"),
        ("DATENOW \u00a0unix", "unexpected-argument"),  # only a space and a tab are blanks
        ("HELP \u00a0", "unexpected-argument"),
        ("\u00a0UPPER a", "unknown-command"),
        ("UPPERCASE a", "unknown-command"),
        ("UPPER:a", "unknown-command"),
        ("QU\u0131T", "unknown-command"),  # a dotless i, whose capital is I
        ("50", "unknown-command"),
        ("\0UPPER a", "unknown-command"),
    ],
)
def test_a_bad_text_command_has_its_own_error(line: str, code: str) -> None:
    assert parse_text_command(line) == Error(ErrorCode(code))


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("50", 50),
        ("+50", 50),
        (" 50 ", 50),
        ("\t50", 50),
        ("007", 7),
        ("-5", -5),
        ("-0", 0),
        ("9" * 18, 10**18 - 1),
        ("-" + "9" * 18, 1 - 10**18),
        ("0" * 17 + "1", 1),
    ],
)
def test_a_guess_may_be_written_so(line: str, number: int) -> None:
    assert parse_game_command(line) == Guess(number)


@pytest.mark.parametrize(
    "line",
    [
        *("3.5", "٣", "\N{FULLWIDTH DIGIT FIVE}", "²", "1_000", "1e3", "0x10", "fifty"),
        *(
            "",
            " ",
            "-",
            "+",
            "--5",
            "+-5",
            "- 5",
            "5 0",
            "50\0",
            "50\r",
            "\v50",
            "QUIT now",
            "\u00a0QUIT",
        ),
        *("1" * 19, "0" * 18 + "1", "9" * 400, "9" * 5000),
    ],
)
def test_a_line_without_a_whole_number_is_no_guess(line: str) -> None:
    assert parse_game_command(line) == Error(ErrorCode.NOT_A_NUMBER)


@pytest.mark.parametrize("line", ["QUIT", "quit", " Quit\t"])
def test_a_player_may_leave_in_any_case(line: str) -> None:
    assert parse_game_command(line) == Quit()


@pytest.mark.parametrize(
    "line",
    [
        *("", "HELLO", "63", "game 1 100 7", "lower 5", "err busy"),
        *("GAME", "GAME 1 100", "GAME 1 100 7 9", "GAME 1  100 7", "GAME 1 100 7 ", "GAME 1 x 3"),
        *("GAME 5 1 3", "GAME 1 10 0", "GAME 1 10 -1", "GAME 1 " + "9" * 19 + " 3"),
        *("HIGHER", "HIGHER ", "HIGHER 6 6", "HIGHER six", "LOWER 5.0", "LOWER5", "LOWER ٣"),
        *("WIN", "WIN 3 tries", "LOSE", "LOSE " + "9" * 400, "BYE ", "BYE 1"),
        *("HIGHER 0", "HIGHER -3", "LOWER +5", "LOWER 05", "WIN 0", "GAME +1 0100 07", "LOSE 063"),
        *("ERR", "ERR ", "ERR no-such-code sorry", "ERR EMPTY-LINE", "ERR  busy"),
    ],
)
def test_a_line_that_no_game_server_sends_is_garbled(line: str) -> None:
    assert parse_game_reply(line) == Garbled(line)


@pytest.mark.parametrize("line", ["", "bye", "BYE ", "ERR", "ERR no-such-code sorry", "ERR BUSY"])
def test_any_other_line_of_the_text_service_is_text(line: str) -> None:
    assert parse_text_reply(line) == Text(line)


@pytest.mark.parametrize("parse", [parse_text_reply, parse_game_reply])
@pytest.mark.parametrize("code", ErrorCode)
def test_an_error_is_read_with_its_words_or_without(
    parse: Callable[[str], object], code: ErrorCode
) -> None:
    assert parse(f"ERR {code.value} in  other words ") == Error(code, "in  other words ")
    assert parse(f"ERR {code.value}") == Error(code, WORDS[code])
