"""The typed clients raise only errors of their own, whatever the server or the caller does."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeAlias

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from trio.testing import MockClock, memory_stream_pair

from trio_sockets import (
    ClientError,
    GameClient,
    GarbledError,
    Higher,
    LocalProtocolError,
    RaceClient,
    RefusedError,
    TextClient,
)
from trio_sockets.racing import Answered, Guess

Start: TypeAlias = Callable[[trio.abc.Stream], Awaitable[Any]]
Use: TypeAlias = Callable[[Any], Awaitable[object]]


async def start_text(stream: trio.abc.Stream) -> TextClient:
    await trio.lowlevel.checkpoint()
    return TextClient(stream)


async def start_game(stream: trio.abc.Stream) -> GameClient:
    return await GameClient.start(stream)


async def start_race(stream: trio.abc.Stream) -> RaceClient:
    return await RaceClient.start(stream)


STARTS: dict[type, tuple[Start, bytes]] = {
    TextClient: (start_text, b""),
    GameClient: (start_game, b"GAME 1 100 7\n"),
    RaceClient: (start_race, b"* RACE hello\n"),
}
"""How each begins, and what its server says first."""

USES: dict[tuple[type, str], Use] = {
    (TextClient, "upper"): lambda text: text.upper("a"),
    (TextClient, "lower"): lambda text: text.lower("A"),
    (TextClient, "datenow"): lambda text: text.datenow(),
    (TextClient, "help"): lambda text: text.help(),
    (TextClient, "quit"): lambda text: text.quit(),
    (GameClient, "guess"): lambda game: game.guess(50),
    (GameClient, "quit"): lambda game: game.quit(),
    (GameClient, "until_ended"): lambda game: game.until_ended(),
    (RaceClient, "join"): lambda race: race.join("ana", "lobby"),
    (RaceClient, "guess"): lambda race: race.guess(50),
    (RaceClient, "quit"): lambda race: race.quit(),
    (RaceClient, "__anext__"): anext,
}
EACH_USE = pytest.mark.parametrize("use", USES, ids=[f"{c.__name__}.{m}" for c, m in USES])

LINES = st.sampled_from(
    [
        *(b"BYE", b"A", b"HIGHER 6", b"LOWER 0", b"WIN 1", b"LOSE 50", b"OUT", b"JOINED lobby 1"),
        *(b"* PAUSE", b"* ROUND 1 1 100 7", b"* SCORE ana 1", b"ERR busy", b"ERR no-such-code x"),
        *(b"2026-11-22", b"2026-11-22T12:00:00Z", b"9" * 5000, b"HIGHER " + b"9" * 5000, b"\xff"),
    ]
)


async def started(client: type, said: bytes, *, end: bool) -> tuple[Any, trio.abc.Stream]:
    """Return a client whose server has begun as it should, and then said this."""
    start, first = STARTS[client]
    near, far = memory_stream_pair()
    await far.send_all(first + said)
    if end:
        await far.send_eof()
    return await start(near), near


def test_each_method_of_each_client_is_tried() -> None:
    public = {
        (client, name)
        for client in STARTS
        for name, what in vars(client).items()
        if callable(what) and (not name.startswith("_") or name == "__anext__")
    }
    assert set(USES) == public


@EACH_USE
@given(lines=st.lists(LINES | st.binary(max_size=40), max_size=3), end=st.booleans())
def test_whatever_the_server_says_only_errors_of_clients_are_raised(
    use: tuple[type, str], lines: list[bytes], *, end: bool
) -> None:
    async def main() -> None:
        client, _ = await started(use[0], b"".join(line + b"\n" for line in lines), end=end)
        with trio.move_on_after(1000):
            for _ in range(2):
                await USES[use](client)

    with suppress(ClientError, StopAsyncIteration):
        trio.run(main, clock=MockClock(autojump_threshold=0))


@EACH_USE
async def test_a_client_whose_stream_the_caller_has_closed_says_so(use: tuple[type, str]) -> None:
    client, stream = await started(use[0], b"", end=False)
    await stream.aclose()
    with pytest.raises(LocalProtocolError, match="closed on this side"):
        await USES[use](client)


@EACH_USE
async def test_two_tasks_that_receive_at_once_are_told(
    use: tuple[type, str], autojump_clock: MockClock
) -> None:
    client, _ = await started(use[0], b"", end=False)
    if use[0] is RaceClient and use[1] != "__anext__":
        return  # those only send, one after the other
    with pytest.RaisesGroup(
        pytest.RaisesExc(LocalProtocolError, match="another task is using this client")
    ):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(USES[use], client)
            nursery.start_soon(USES[use], client)


@pytest.mark.parametrize("client", [GameClient, RaceClient])
@pytest.mark.parametrize(
    "number",
    [1.5, "50", None, True, 10**18, -(10**18), pytest.param(10**5000, id="5,000 digits")],
)
async def test_a_bad_guess_is_not_sent_and_the_next_one_is_answered(
    client: type, number: Any
) -> None:
    player, _ = await started(client, b"HIGHER 6\n", end=False)
    with pytest.raises(LocalProtocolError, match="a guess "):
        await player.guess(number)
    said = await player.guess(50)
    if client is RaceClient:
        said = await anext(player)
    assert said in {Higher(6), Answered(Guess(50), Higher(6))}


@pytest.mark.parametrize("text", [5, None, b"a", "a\nb", "a\r", "\ud800"])
async def test_what_is_no_text_of_one_line_is_not_sent(text: Any) -> None:
    client, _ = await started(TextClient, b"A\n", end=False)
    with pytest.raises(LocalProtocolError):
        await client.upper(text)
    assert await client.upper("a") == "A"


@pytest.mark.parametrize("name", ["", "a b", "ana\nQUIT", "a" * 25, "\x1b[2J", None, 5])
async def test_what_is_no_name_is_not_sent(name: Any) -> None:
    race, _ = await started(RaceClient, b"ERR not-joined x\n", end=False)
    for names in ((name, "lobby"), ("ana", name)):
        with pytest.raises(LocalProtocolError, match="a name is 1 to 24 visible characters"):
            await race.join(*names)
    await race.guess(1)
    assert (await anext(race)).asked == Guess(1)


async def test_nothing_is_sent_after_the_end_of_a_race() -> None:
    race, _ = await started(RaceClient, b"BYE\n", end=False)
    await race.quit()
    assert [event async for event in race]
    with pytest.raises(LocalProtocolError, match="the race has ended"):
        await race.guess(1)


async def test_a_server_that_refuses_to_say_goodbye_is_quoted() -> None:
    for client in (TextClient, GameClient):
        leaving, _ = await started(client, b"ERR shutting-down bye\n", end=True)
        with pytest.raises(RefusedError, match="shutting-down"):
            await leaving.quit()


async def test_a_date_without_a_time_zone_is_garbled() -> None:
    text, _ = await started(TextClient, b"2026-11-22\n", end=False)
    with pytest.raises(GarbledError, match="a date with its time zone"):
        await text.datenow()


@pytest.mark.parametrize("seconds", [-1, float("nan")])
async def test_a_timeout_that_is_none_is_refused_at_once(seconds: float) -> None:
    near, _ = memory_stream_pair()
    for start in (GameClient.start, RaceClient.start):
        with pytest.raises(ValueError, match="the timeout must be 0 seconds or more"):
            await start(near, timeout=seconds)
    with pytest.raises(ValueError, match="the timeout must be 0 seconds or more"):
        TextClient(near, timeout=seconds)
