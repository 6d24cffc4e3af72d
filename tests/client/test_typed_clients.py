"""The typed clients, against the real sessions and against servers that misbehave."""

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair

from helpers.support import Running
from trio_sockets import (
    ConnectError,
    Connection,
    Deadlines,
    DisconnectedError,
    ErrorCode,
    GameClient,
    GarbledError,
    Higher,
    LocalProtocolError,
    Lose,
    Lower,
    Parameters,
    RefusedError,
    SilentError,
    TcpAddress,
    TextClient,
    UnixAddress,
    Win,
    open_game_client,
    open_stream,
    open_text_client,
)
from trio_sockets.protocol.game import GameSession
from trio_sockets.protocol.session import Session
from trio_sockets.protocol.text import TextSession

NOON = datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=UTC)


@asynccontextmanager
async def served(session: Session) -> AsyncIterator[trio.abc.Stream]:
    """Serve a session in memory, and yield its client's stream."""
    client, server = memory_stream_pair()
    async with trio.open_nursery() as nursery, client:
        nursery.start_soon(Connection(server, session, Deadlines()).run)
        yield client
        nursery.cancel_scope.cancel()


async def told(data: bytes, *, then_close: bool = True) -> trio.abc.Stream:
    """Return the stream of a client whose server says just this."""
    client, server = memory_stream_pair()
    await server.send_all(data)
    if then_close:
        await server.send_eof()
    return client


async def test_text_answers_every_command() -> None:
    async with served(TextSession(now=lambda: NOON)) as stream:
        text = TextClient(stream)
        assert await text.upper("straße é") == "STRASSE É"
        assert await text.lower("  ÀB ") == "  àb "
        assert await text.datenow() == NOON
        assert "UPPER <str>" in await text.help()
        await text.quit()
        with pytest.raises(DisconnectedError):
            await text.upper("too late")


async def test_a_refused_line_is_an_error_and_the_next_is_welcome() -> None:
    async with served(TextSession(now=lambda: NOON)) as stream:
        text = TextClient(stream)
        with pytest.raises(RefusedError) as caught:
            await text.upper(2000 * "a")
        assert caught.value.error.code is ErrorCode.LINE_TOO_LONG
        assert str(caught.value).startswith("the server answered line-too-long: ")
        assert await text.upper("a") == "A"


@pytest.mark.parametrize("word", ["a\nb", "a\r", "\ud800"])
async def test_what_fits_on_no_line_is_not_sent(word: str) -> None:
    async with served(TextSession(now=lambda: NOON)) as stream:
        text = TextClient(stream)
        with pytest.raises(LocalProtocolError, match=r"line|surrogates"):
            await text.upper(word)
        assert await text.upper("a") == "A"


async def test_an_answer_that_looks_like_goodbye_or_an_error_is_still_the_answer() -> None:
    async with served(TextSession(now=lambda: NOON)) as stream:
        text = TextClient(stream)
        assert await text.upper("bye") == "BYE"
        assert await text.upper("err busy") == "ERR BUSY"


async def test_a_game_is_won() -> None:
    async with served(GameSession(secret=63, parameters=Parameters(1, 100, 7))) as stream:
        game = await GameClient.start(stream)
        assert (game.low, game.high, game.tries) == (1, 100, 7)
        assert await game.guess(50) == Higher(6)
        assert await game.guess(75) == Lower(5)
        with pytest.raises(RefusedError):
            await game.guess(101)
        assert await game.guess(63) == Win(3)
        with pytest.raises(LocalProtocolError, match="the game has ended"):
            await game.guess(63)


async def test_a_game_is_lost() -> None:
    async with served(GameSession(secret=2, parameters=Parameters(1, 2, 1))) as stream:
        game = await GameClient.start(stream)
        assert await game.guess(1) == Lose(2)


async def test_a_game_is_left() -> None:
    async with served(GameSession(secret=2, parameters=Parameters(1, 2, 1))) as stream:
        game = await GameClient.start(stream)
        await game.quit()
        with pytest.raises(LocalProtocolError, match="the game has ended"):
            await game.guess(1)


async def test_a_busy_server_says_so() -> None:
    with pytest.raises(RefusedError, match="busy: too many clients") as caught:
        await GameClient.start(await told(b"ERR busy too many clients\n"))
    assert caught.value.error.code is ErrorCode.BUSY


async def test_words_without_a_newline_before_the_end_count() -> None:
    text = TextClient(await told(b"HELLO"))
    assert await text.upper("hello") == "HELLO"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400 Bad Request"),
        (b"\x1b[2J\xe2\x80\xae\n", r"\\x1b[2J\\u202e"),
        (b"\xff\xfe\n", "xff"),
        (b"GAME 5 1 3\n", "GAME 5 1 3"),
        (b"WIN 1\n", "WIN 1"),
        (100_000 * b"x", "without an end"),
        (100 * b"x" + b"\n", "xxx..."),
    ],
)
async def test_garbage_is_named_and_shown_harmless(said: bytes, shown: str) -> None:
    with pytest.raises(GarbledError) as caught:
        await GameClient.start(await told(said))
    assert shown in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


async def test_garbage_in_the_place_of_a_date_or_of_goodbye() -> None:
    with pytest.raises(GarbledError, match="a date"):
        await TextClient(await told(b"yesterday\n")).datenow()
    with pytest.raises(GarbledError, match="BYE"):
        await TextClient(await told(b"no\n")).quit()
    game = await GameClient.start(await told(b"GAME 1 2 1\nGAME 1 2 1\nHIGHER 1\n"))
    with pytest.raises(GarbledError, match="the answer to a guess"):
        await game.guess(1)
    with pytest.raises(GarbledError, match="BYE"):
        await game.quit()


async def test_a_server_that_closes_too_soon() -> None:
    with pytest.raises(DisconnectedError, match="the server closed the connection"):
        await GameClient.start(await told(b""))


async def test_a_silent_server_is_given_up_at_10_s(autojump_clock: MockClock) -> None:
    start = trio.current_time()
    with pytest.raises(SilentError, match="did not answer within 10 s"):
        await GameClient.start(await told(b"", then_close=False))
    assert trio.current_time() - start == pytest.approx(10)


async def test_no_timeout_waits_for_ever(autojump_clock: MockClock) -> None:
    with trio.move_on_after(100_000) as scope:
        await GameClient.start(await told(b"", then_close=False), timeout=None)
    assert scope.cancelled_caught


async def test_a_server_that_does_not_read_is_given_up(autojump_clock: MockClock) -> None:
    client, _server = trio.testing.lockstep_stream_pair()
    with pytest.raises(SilentError, match="did not read for 3 s"):
        await TextClient(client, timeout=3).upper("a")


async def test_the_last_words_are_heard_although_sending_failed() -> None:
    client, server = memory_stream_pair()
    await server.send_all(b"ERR shutting-down\n")
    await server.aclose()
    with pytest.raises(RefusedError, match="shutting-down: the server is stopping"):
        await TextClient(client).upper("a")


async def test_a_game_that_ends_while_nobody_asks() -> None:
    game = await GameClient.start(await told(b"GAME 1 2 1\nERR idle-timeout bye\n"))
    with pytest.raises(RefusedError, match="idle-timeout"):
        await game.until_ended()


async def test_they_connect_by_address(running: Running) -> None:
    async with running("text@:0", "game@:0") as serving:
        async with open_text_client(serving.address("text")) as text:
            assert await text.upper("é") == "É"
        async with open_game_client(serving.address("game")) as game:
            assert game.high == 100


async def test_nobody_listening_is_one_clear_line() -> None:
    with trio.socket.socket() as bound:  # and so nobody else's, but not listening
        await bound.bind(("127.0.0.1", 0))
        address = TcpAddress(*bound.getsockname())
        with pytest.raises(ConnectError) as caught:
            await open_stream(address)
    assert str(caught.value) == (
        f"cannot connect to {address}: nobody listens there: is the server running?"
    )


async def test_a_host_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(ConnectError, match="the host is not known"):
        await open_stream(TcpAddress("no-such-host.invalid", 1))
    with pytest.raises(ConnectError, match="there is no such socket"):
        await open_stream(UnixAddress("/nowhere/at/all.sock"))


async def test_a_reason_without_words_of_ours_is_the_systems_without_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def refuse(host: str, port: int) -> trio.SocketStream:
        await trio.lowlevel.checkpoint()
        one = OSError(errno.ENETDOWN, f"Error connecting to {(host, port)}: Network is down")
        raise OSError("all attempts failed") from ExceptionGroup("all attempts failed", [one])

    monkeypatch.setattr(trio, "open_tcp_stream", refuse)
    with pytest.raises(ConnectError) as caught:
        await open_stream(TcpAddress("192.0.2.1", 1))
    assert str(caught.value) == "cannot connect to 192.0.2.1:1: Network is down"


async def test_a_host_that_does_not_answer_is_given_up(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_host: str, _port: int) -> trio.SocketStream:
        await trio.sleep_forever()
        raise AssertionError

    monkeypatch.setattr(trio, "open_tcp_stream", never)
    with pytest.raises(ConnectError, match="no answer within 4 s"):
        await open_stream(TcpAddress("192.0.2.1", 1), timeout=4)
