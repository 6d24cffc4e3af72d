"""The lab's page, exercises 1 and 2: each side with its own other side, and with ours."""

import re
import select
import socket
import struct
from pathlib import Path

import pytest
import trio

from docs.doc_program import connected, listening, run_program
from helpers.command import run
from helpers.markdown_blocks import snippet
from helpers.support import Running, tcp_address
from helpers.waiting import patience, until
from trio_sockets import (
    GameClient,
    Limits,
    Lose,
    RefusedError,
    TcpAddress,
    Win,
    open_game_client,
    open_text_client,
)
from trio_sockets.client.candidates import Candidates

IN_TURN = "serve(*s.accept())"


async def bisect(game: GameClient) -> Win | Lose:
    possible = Candidates(game.low, game.high)
    while True:
        outcome = await game.guess(possible.middle)
        if isinstance(outcome, Win | Lose):
            return outcome
        possible = possible.after(possible.middle, outcome)


# --- Exercise 1 --------------------------------------------------------------------------------
async def test_the_text_client_with_our_server(lab: Path, running: Running) -> None:
    async with running("text@:0") as serving:
        port = str(tcp_address(serving.endpoints[0]).port)
        typed = "UPPER straße\nLOWER ÀB\n\nHOLA\nUPPER no newline"
        code, output, errors = await run_program(lab / "client_text.py", port, stdin=typed.encode())
    assert (code, errors) == (0, "")
    said = output.splitlines()
    assert said[:2] == ["STRASSE", "àb"]
    assert [line.split()[1] for line in said[2:4]] == ["empty-line", "unknown-command"]
    assert said[4:] == ["NO NEWLINE"]


async def test_the_text_client_leaves_after_quit(lab: Path, running: Running) -> None:
    async with running("text@:0") as serving:
        port = str(tcp_address(serving.endpoints[0]).port)
        result = await run_program(
            lab / "client_text.py", port, stdin=b"UPPER bye\nquit\nUPPER a\n"
        )
    assert result == (0, "BYE\nBYE\n", "")


async def test_the_text_client_sees_a_server_that_closes(lab: Path, running: Running) -> None:
    async with running("text@:0", limits=Limits(clients=1)) as serving:
        address = tcp_address(serving.endpoints[0])
        async with await connected(address):
            with patience():
                await until(lambda: serving.clients == 1)
            code, output, _ = await run_program(
                lab / "client_text.py", str(address.port), stdin=b"DATENOW\nDATENOW\n"
            )
    assert code == 0
    refusal, told = output.splitlines()
    assert refusal.startswith("ERR busy ")
    assert told in {"The server closed the connection.", "Le serveur a fermé la connexion."}


async def test_our_text_client_with_the_labs_server(lab: Path) -> None:
    async with listening(lab / "server_text.py", "0") as address:
        async with open_text_client(address) as text:
            assert await text.upper("straße  a ") == "STRASSE  A "
            assert await text.lower("ÀB") == "àb"
            assert (await text.datenow()).utcoffset() is not None
            for wrong in (text.upper(""), text.help()):
                with pytest.raises(RefusedError):
                    await wrong
            await text.quit()
        async with open_text_client(address) as text:
            assert await text.upper("the next one") == "THE NEXT ONE"


async def test_the_text_pair(lab: Path) -> None:
    async with listening(lab / "server_text.py", "0") as address:
        typed = b"UPPER a\n\nUPPER\nLOWER \xff\nLOWER B\n"
        # Through `talk`, which passes any bytes on.
        code, output, _ = await run("talk", str(address), stdin=typed)
        codes = [line.split()[1] for line in output.splitlines() if line.startswith("ERR")]
        assert (code, codes) == (0, ["empty-line", "missing-argument", "bad-encoding"])
        code, output, _ = await run_program(
            lab / "client_text.py", str(address.port), stdin=b"LOWER B\nDATENOW\nQUIT\n"
        )
        assert code == 0
        assert re.fullmatch(r"b\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\nBYE\n", output)


async def test_a_reset_does_not_end_the_labs_text_server(lab: Path) -> None:
    async with listening(lab / "server_text.py", "0") as address:
        client = await connected(address)
        await client.send_all(b"UPPER a\n")
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.socket.close()
        async with open_text_client(address) as text:
            assert await text.upper("b") == "B"


@pytest.mark.parametrize("threads", [False, True])
async def test_whether_a_second_client_waits_for_the_first(
    lab: Path, lab_page: str, *, threads: bool
) -> None:
    server = lab / "server_text.py"
    if threads:
        source = server.read_text("utf-8")
        assert source.count(IN_TURN) == 1
        threaded = source.replace(IN_TURN, snippet(lab_page, "threading.Thread(").strip())
        server.write_text(f"import threading\n{threaded}", "utf-8")
    with patience():
        async with (
            listening(server, "0") as address,
            await connected(address) as first,
            await connected(address) as second,
        ):
            await first.send_all(b"UPPER first\n")
            assert await first.receive_some() == b"FIRST\n"
            await second.send_all(b"UPPER second\n")
            if not threads:
                for _ in range(10):
                    await first.send_all(b"UPPER again\n")
                    assert await first.receive_some() == b"AGAIN\n"
                assert nothing_to_read(second)
                await first.send_eof()
            assert await second.receive_some() == b"SECOND\n"


def nothing_to_read(stream: trio.SocketStream) -> bool:
    readable, _, _ = select.select([stream.socket.fileno()], [], [], 0)
    return not readable


# --- Exercise 2 --------------------------------------------------------------------------------
async def test_the_game_client_wins_on_our_server(lab: Path, running: Running) -> None:
    async with running("game@:0") as serving:
        port = str(tcp_address(serving.endpoints[0]).port)
        code, output, errors = await run_program(lab / "client_game.py", port)
    assert (code, errors) == (0, "")
    assert output.startswith("GAME 1 100 7\n50\n")
    assert re.fullmatch(r"WIN [1-7]", output.splitlines()[-1])


async def test_the_game_client_when_there_is_no_game(lab: Path, running: Running) -> None:
    async with running("game@:0", limits=Limits(clients=1)) as serving:
        address = tcp_address(serving.endpoints[0])
        async with await connected(address) as first:
            with patience():
                await first.receive_some()
            code, output, errors = await run_program(lab / "client_game.py", str(address.port))
    assert code == 1
    assert errors in {"The server offers no game.\n", "Le serveur ne propose pas de partie.\n"}
    assert output.startswith("ERR busy ")


async def test_our_game_client_with_the_labs_server(lab: Path) -> None:
    async with listening(lab / "server_game.py", "0") as address:
        with patience():
            # More than a third of the numbers need the last try.
            while await win_by_bisection(address) != Win(7):
                pass
            # One game in a hundred is won instead.
            while not await lose_on_purpose(address):
                pass
        async with open_game_client(address) as game:
            with pytest.raises(RefusedError, match="out-of-range"):
                await game.guess(101)
            assert isinstance(await bisect(game), Win)
        async with open_game_client(address) as game:
            await game.quit()


async def win_by_bisection(address: TcpAddress) -> Win:
    async with open_game_client(address) as game:
        outcome = await bisect(game)
    assert isinstance(outcome, Win)
    return outcome


async def lose_on_purpose(address: TcpAddress) -> bool:
    async with open_game_client(address) as game:
        assert (game.low, game.high, game.tries) == (1, 100, 7)
        outcomes = [await game.guess(1)]
        while not isinstance(outcomes[-1], Win | Lose):
            outcomes.append(await game.guess(1))
    last = outcomes[-1]
    return isinstance(last, Lose) and last.number > 1 and len(outcomes) == 7


async def test_bad_guesses_cost_no_try_on_the_labs_server(lab: Path) -> None:
    async with listening(lab / "server_game.py", "0") as address:
        code, output, _ = await run("talk", str(address), stdin=b"fifty\n\n\xff\n-5\n0101\nQUIT\n")
    assert code == 0
    greeting, *errors, goodbye = output.splitlines()
    assert (greeting, goodbye) == ("GAME 1 100 7", "BYE")
    assert [line.split()[1] for line in errors] == 3 * ["not-a-number"] + 2 * ["out-of-range"]


async def test_the_game_pair_and_our_bot(lab: Path) -> None:
    async with listening(lab / "server_game.py", "0") as address:
        code, output, _ = await run_program(lab / "client_game.py", str(address.port))
        assert code == 0
        assert output.splitlines()[-1].startswith("WIN ")
        code, output, errors = await run("play", str(address), "--auto")
        assert (code, errors) == (0, "")
        assert output.endswith("You win!\n")
