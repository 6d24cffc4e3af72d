"""``docs/protocol/`` says what the code does: its transcripts and its tables."""

import re
from dataclasses import fields

import pytest
from trio.testing import MockClock

from docs.protocol_sessions import rooms_for, session_for
from docs.transcript_player import Receive, play, read
from helpers.markdown_blocks import Block, blocks, number, pages, table
from helpers.sessions import take
from trio_sockets import Deadlines, ErrorCode, Limits, all_services
from trio_sockets.commands.options.serve import TimeoutOptions
from trio_sockets.protocol.line_session import MAX_ERRORS
from trio_sockets.protocol.lines import MAX_LINE
from trio_sockets.protocol.messages import MAX_DIGITS
from trio_sockets.protocol.race.log import KEPT
from trio_sockets.protocol.race.names import MAX_NAME
from trio_sockets.protocol.race.rules import MAX_PLAYERS
from trio_sockets.race.door import JOINS_PER_HOST
from trio_sockets.server.clients import MAX_REFUSALS
from trio_sockets.server.serve import DRAIN, FAREWELL

PAGES = pages("protocol")
LIMITS = PAGES["deadlines.md"]
TRANSCRIPTS = {
    f"{name}, line {block.line}": block
    for name, text in PAGES.items()
    if "```transcript" in text
    for block in blocks(text, "transcript")
}
ERRORS = {row["Code"].strip("`"): row for row in table(PAGES["errors.md"], "Code")}


@pytest.mark.parametrize("byte_by_byte", [False, True], ids=["whole", "byte by byte"])
@pytest.mark.parametrize("block", TRANSCRIPTS.values(), ids=TRANSCRIPTS)
async def test_a_transcript_goes_as_written(
    autojump_clock: MockClock, block: Block, *, byte_by_byte: bool
) -> None:
    rooms = rooms_for(block)
    await play(
        session_for(block, rooms),
        block.text,
        rooms=rooms,
        refused="full" in block.words,
        byte_by_byte=byte_by_byte,
    )


WRONG = {
    "another reply": "C: UPPER a\nS: a",
    "no LF": "C: UPPER a\nS: A (no LF)",
    "one reply too few": "C: UPPER a\nC: UPPER b\nS: A",
    "one reply too many": "C: UPPER a\nS: A\nS: A\nC: QUIT",
    "an end too early": "C: UPPER a\nS: A\nS: (half-close)",
    "too soon": "C: UPPER a (no LF)\n(0.4 s pass)\nS: A",
    "at once": "C: UPPER a (no LF)\nS: A",
}


@pytest.mark.parametrize("transcript", WRONG.values(), ids=WRONG)
async def test_a_transcript_that_is_wrong_fails(autojump_clock: MockClock, transcript: str) -> None:
    block = Block("transcript", ("text",), transcript, 0)
    session = session_for(block, rooms_for(block))
    with pytest.RaisesGroup(AssertionError, flatten_subgroups=True):
        await play(session, transcript)


def test_every_service_has_its_port_in_the_table() -> None:
    written = {
        row["Service"].strip("`"): (int(row["TCP port"]), row["First to speak"])
        for row in table(PAGES["index.md"], "Service")
    }
    for name, service in all_services().items():
        greets = "the server" if take(service.session()) else "the client"
        assert written.pop(name) == (service.port, greets)
    assert not written


def test_every_code_has_its_row_and_every_row_its_code() -> None:
    assert list(ERRORS) == [code.value for code in ErrorCode]


@pytest.mark.parametrize("code", ErrorCode)
def test_what_the_table_says_of_a_code_is_seen_in_a_transcript(code: ErrorCode) -> None:
    goes_on = {"yes": True, "no": False}[ERRORS[code.value]["Goes on"]]
    seen = 0
    for block in TRANSCRIPTS.values():
        for step, after in zip(steps := read(block.text), [*steps[1:], None], strict=True):
            if isinstance(step, Receive) and f"ERR {code.value} ".encode() in step.data:
                assert block.words[0] in ERRORS[code.value]["Services"].split(", ")
                assert (after == Receive(b"")) is not goes_on
                seen += 1
    assert seen, "no transcript shows it"


def test_the_deadlines_are_those_of_the_code() -> None:
    written = {row["Deadline"]: number(row["Default"]) for row in table(LIMITS, "Deadline")}
    default = Deadlines()
    actual = {field.name: getattr(default, field.name) for field in fields(default)}
    assert written == actual | {"drain": DRAIN, "farewell": FAREWELL}


def test_the_options_of_the_deadlines_are_those_of_the_command() -> None:
    written = {
        row["Option"].strip("`").removeprefix("--").replace("-", "_"): number(row["Default"])
        for row in table(LIMITS, "Deadline")
        if row["Option"]
    }
    options = TimeoutOptions()
    assert written == {field.name: getattr(options, field.name) for field in fields(options)}


def test_the_limits_are_those_of_the_code() -> None:
    values = [number(row["Value"]) for row in table(LIMITS, "Limit")]
    assert values == [
        MAX_LINE,
        longest_reply(),
        MAX_DIGITS,
        MAX_NAME,
        MAX_PLAYERS,
        KEPT,
        MAX_ERRORS,
        Limits().clients,
        Limits().clients_per_host,
        JOINS_PER_HOST,
        MAX_REFUSALS,
    ]
    options = [row["Option"].strip("`") for row in table(LIMITS, "Limit") if row["Option"]]
    assert options == ["--max-clients", "--max-clients-per-host", "--race-joins-per-host"]


def longest_reply() -> int:
    """Return the bytes of the longest reply: that to the letter which grows most in capitals."""
    letter = max(
        (chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000),
        key=lambda letter: len(letter.upper().encode()) / len(letter.encode()),
    )
    room = MAX_LINE - len("UPPER ")
    assert room % len(letter.encode()) == 0
    return len(letter.upper().encode()) * (room // len(letter.encode()))


def test_no_time_in_the_text_differs_from_the_tables() -> None:
    """The prose repeats some numbers, for the reader's sake."""
    default = Deadlines()
    text = "\n".join(PAGES.values())
    assert {float(words) for words in re.findall(r"([0-9.]+) s\b(?! pass)", text)} == {
        default.unterminated,
        default.write,
        default.linger,
        DRAIN,
    }
