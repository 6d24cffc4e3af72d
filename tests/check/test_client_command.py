"""``trio-sockets check client`` as a teacher runs it."""

import shlex
import socket
import sys
from pathlib import Path

import pytest

from helpers.command import COMMAND, run
from helpers.programs import run_to_end
from helpers.support import free_port

ZOO = Path(__file__).parents[1] / "zoo" / "clients"
ECHO = (ZOO / "echo" / "good_plain.py").read_text("utf-8")
PORT = "int(sys.argv[1])"


async def check(*words: str) -> tuple[int, str, str]:
    return await run("check", "client", "--lang", "en", *words)


def client(folder: Path, port: str) -> list[str]:
    """Write a client of echo that has its port from elsewhere; return its command."""
    path = folder / "client.py"
    path.write_text(f"import os\n{ECHO.replace(PORT, port)}", "utf-8")
    return [sys.executable, str(path)]


async def test_a_good_client_passes() -> None:
    program = str(ZOO / "echo" / "good_plain.py")
    code, output, errors = await check("echo", "--", sys.executable, program, "{port}")
    assert (code, errors) == (0, "")
    assert output.count(" pass\n") == 4
    assert "4 of 4 points" in output


async def test_the_first_mistake_ends_the_run_unless_all_is_asked_for() -> None:
    program = str(ZOO / "game" / "guesses_first.py")
    words = ("--", sys.executable, program, "{port}")
    code, output, _ = await check("game", *words)
    assert code == 1
    assert "client.02 it waits for the parameters" in output
    assert "it sends something before it has received the parameters" in output
    assert "client.03" not in output
    code, output, _ = await check("game", "--all", *words)
    assert code == 1
    assert "client.09" in output


async def test_what_is_lenient_is_not_strict() -> None:
    program = str(ZOO / "text" / "crashes_at_ctrl_d.py")
    words = ("--all", "--", sys.executable, program, "{port}")
    assert (await check("text", *words))[0] == 0
    assert (await check("text", "--strict", *words))[0] == 1


@pytest.mark.measured
async def test_a_word_that_is_typed_at_the_end_spares_the_client_the_end_of_its_input(
    tmp_path: Path,
) -> None:
    source = (ZOO / "text" / "crashes_at_ctrl_d.py").read_text("utf-8")
    leaves = source.replace('input("> ")', '(input() or sys.exit("bye"))').replace('"bye"', "0")
    program, scenario = tmp_path / "client.py", tmp_path / "leaves.toml"
    program.write_text(leaves, "utf-8")
    scenario.write_text('[typed]\nlast = ""\n', "utf-8")
    words = ("--strict", "--scenario", str(scenario), "--", sys.executable, str(program), "{port}")
    assert (await check("text", *words))[0] == 0


@pytest.mark.parametrize(
    ("port", "scenario"),
    [
        ("int(os.environ['WHERE'].split(':')[1])", '[environment]\nWHERE = "{address}"'),
        ("int(input('port? '))", '[typed]\nfirst = ["{port}"]'),
    ],
)
async def test_a_scenario_tells_the_address(tmp_path: Path, port: str, scenario: str) -> None:
    path = tmp_path / "told.toml"
    path.write_text(scenario, "utf-8")
    words = ("--scenario", str(path), "--", *client(tmp_path, port))
    assert (await check("echo", *words))[0] == 0


async def test_a_client_with_its_port_in_its_code_finds_the_checker_there(tmp_path: Path) -> None:
    port = free_port()
    words = ("--", *client(tmp_path, str(port)))
    assert (await check("echo", f":{port}", *words))[0] == 0
    path = tmp_path / "there.toml"
    path.write_text(f'listen = "127.0.0.1:{port}"', "utf-8")
    assert (await check("echo", "--scenario", str(path), *words))[0] == 0


@pytest.mark.measured
@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["game"], "Give a command after --."),
        (["game", "--"], "Give a command after --."),
        (["game", "--", "./no-such-program", "{port}"], "there is no such program"),
        (["game", "--", sys.executable], "The client is not told where to connect"),
        (["game", "unix:/tmp/s", "--", sys.executable], "connects to HOST:PORT."),
        (["game", "--scenario", "none.toml", "--", sys.executable], "no scenario 'none.toml'"),
        (["game", "--mode", "nice", "--", sys.executable, "{port}"], "nice"),
    ],
)
async def test_wrong_words_are_one_line_and_2(words: list[str], hint: str) -> None:
    code, output, errors = await check(*words)
    assert (code, output) == (2, "")
    assert hint in errors
    assert errors.count("\n") == 1


ASKS = """
import socket, sys
again = True
while again:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s, s.makefile("rb") as lines:
        print(lines.readline().decode() or sys.exit("the server has closed"))
        reply = b""
        while not reply.startswith((b"WIN", b"LOSE")):
            s.sendall(input("guess? ").encode() + b"\\n")
            reply = lines.readline()
            print(reply.decode() or sys.exit("the server has closed"))
    again = AGAIN
"""


@pytest.mark.measured
@pytest.mark.parametrize("again", ["False", "input('Play again? (y/n) ') == 'y'"])
async def test_a_client_that_asks_its_player_is_typed_at(tmp_path: Path, again: str) -> None:
    program = tmp_path / "client.py"
    program.write_text(ASKS.replace("AGAIN", again), "utf-8")
    code, output, _ = await check("game", "--all", "--", sys.executable, str(program), "{port}")
    assert "It waits for its player to type" in output
    assert (code, output.count(" pass\n")) == (0, 7)
    assert "client.06" not in output


@pytest.mark.measured
async def test_a_reader_that_goes_away_is_no_traceback() -> None:
    program = shlex.join([sys.executable, str(ZOO / "game" / "guesses_first.py")])
    words = f"{shlex.join(COMMAND)} check client game --all -- {program} '{{port}}'"
    done = await run_to_end(f"{words} | head -c 1", shell=True)
    assert done.stderr == b""


async def test_a_dialect_without_the_game_grades_no_client_of_it(tmp_path: Path) -> None:
    path = tmp_path / "texts.toml"
    path.write_text('about = "no game"', "utf-8")
    code, _, errors = await check("game", "--dialect", str(path), "--", sys.executable, "{port}")
    assert (code, errors) == (2, "trio-sockets: The dialect texts says nothing of the game.\n")


@pytest.mark.measured
async def test_a_port_that_is_taken_is_one_line_and_1() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, output, errors = await check(
            "echo", f":{taken.getsockname()[1]}", "--", sys.executable
        )
    assert (code, output) == (1, "")
    assert errors == "trio-sockets: cannot wait for the client: Address already in use\n"
