"""The typed client of the race, against the real rooms and against servers that misbehave."""

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair, wait_all_tasks_blocked

from helpers.race_serving import race_in_memory, race_on_loopback
from trio_sockets import (
    Bye,
    DisconnectedError,
    Error,
    ErrorCode,
    GarbledError,
    Higher,
    Lower,
    RaceClient,
    RefusedError,
    SilentError,
    Win,
    open_race_client,
    parse_address,
)
from trio_sockets.racing import (
    Answered,
    Event,
    Guess,
    Join,
    Joined,
    NextRound,
    Paused,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    Quit,
    Resumed,
    RoundBegins,
    RoundEnded,
    Score,
)

WELCOME = b"* RACE send JOIN <name> [room]\n"


async def take(client: RaceClient, number: int) -> list[Event]:
    return [await anext(client) for _ in range(number)]


async def told(*lines: bytes, then_close: bool = False) -> tuple[RaceClient, trio.abc.Stream]:
    """Return a client whose server has said this, and the server's stream."""
    stream, server = memory_stream_pair()
    await server.send_all(WELCOME + b"".join(line + b"\n" for line in lines))
    if then_close:
        await server.send_eof()
    return await RaceClient.start(stream), server


async def test_two_play_a_round(autojump_clock: MockClock) -> None:
    async with race_in_memory(63) as connect, connect() as near, connect() as far:
        ana, ben = await RaceClient.start(near), await RaceClient.start(far)
        await ana.join("ana", "blue")
        asked = Join("ana", "blue")
        assert await take(ana, 2) == [Answered(asked, Joined("blue", 1)), NextRound(5)]
        await ben.join("ben", "blue")
        joined = Answered(Join("ben", "blue"), Joined("blue", 2))
        assert await take(ben, 3) == [joined, PlayerHere("ana", 0), NextRound(5)]
        begins = RoundBegins(1, 1, 100, 7)
        assert await take(ana, 2) == [PlayerJoined("ben"), begins]
        assert await take(ben, 1) == [begins]
        await ana.guess(50)
        await ana.guess(75)
        assert await take(ana, 2) == [
            Answered(Guess(50), Higher(6)),
            Answered(Guess(75), Lower(5)),
        ]
        await ben.guess(63)
        assert await take(ben, 3) == [
            PlayerGuessed("ana", 6),
            PlayerGuessed("ana", 5),
            Answered(Guess(63), Win(1)),
        ]
        assert await take(ben, 2) == [RoundEnded(63), Score("ben", 200, 200)]
        await ben.quit()
        assert [event async for event in ben] == [NextRound(5), Answered(Quit(), Bye())]
        assert (await take(ana, 5))[-1] == PlayerLeft("ben")


async def test_a_refusal_is_a_reply_and_the_race_goes_on(autojump_clock: MockClock) -> None:
    async with race_in_memory() as connect, connect() as stream:
        client = await RaceClient.start(stream)
        await client.guess(50)
        await client.join("ana", "lobby")
        refused = Answered(Guess(50), Error(ErrorCode.NOT_JOINED))
        assert await take(client, 2) == [refused, Answered(Join("ana"), Joined("lobby", 1))]


async def test_pushes_come_whenever_but_replies_are_waited_for_10_s(
    autojump_clock: MockClock,
) -> None:
    client, server = await told()
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def say() -> None:
            await trio.sleep(1000)
            await server.send_all(b"* JOIN ben\n")

        assert await anext(client) == PlayerJoined("ben")
    start = trio.current_time()
    await client.guess(1)
    with pytest.raises(SilentError, match="did not answer within 10 s"):
        await anext(client)
    assert trio.current_time() - start == pytest.approx(10)


async def test_a_reply_is_due_also_if_it_is_asked_while_one_waits_for_pushes(
    autojump_clock: MockClock,
) -> None:
    client, _server = await told()
    with pytest.RaisesGroup(SilentError):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(anext, client)
            await wait_all_tasks_blocked()
            await client.guess(1)


async def test_while_the_servers_pause_an_answer_may_take_long(autojump_clock: MockClock) -> None:
    client, server = await told(b"* PAUSE")
    await client.guess(1)
    assert await anext(client) == Paused()
    with trio.move_on_after(10_000) as waiting:
        await anext(client)
    assert waiting.cancelled_caught
    await server.send_all(b"* RESUME\n")
    assert await anext(client) == Resumed()
    start = trio.current_time()
    with pytest.raises(SilentError):
        await anext(client)
    assert trio.current_time() - start == pytest.approx(10)


@pytest.mark.parametrize(
    "line",
    [
        b"HIGHER 6",
        b"JOINED lobby 1",
        b"BYE",
        b"ERR no-round wait",
        b"Commands: none",
        b"* JOIN a\x1b[2Jb",
        b"* GUESS ana",
        b"WELCOME",
        b"\xff",
        b"* ROUND 1 1 100",
    ],
)
async def test_what_no_server_says_unasked_is_named_and_harmless(line: bytes) -> None:
    client, _server = await told(line)
    with pytest.raises(GarbledError) as caught:
        await anext(client)
    assert str(caught.value).startswith("the server said ")
    assert str(caught.value).isprintable()


async def test_the_answer_to_something_else_is_none() -> None:
    client, _server = await told(b"JOINED lobby 1")
    await client.guess(1)
    with pytest.raises(GarbledError, match="where an answer was expected"):
        await anext(client)


@pytest.mark.parametrize("asking", [True, False])
async def test_last_words_end_the_race_and_answer_nothing(*, asking: bool) -> None:
    client, _server = await told(b"ERR shutting-down bye", then_close=True)
    if asking:
        await client.guess(1)
    with pytest.raises(RefusedError, match="shutting-down: bye"):
        await anext(client)


@pytest.mark.parametrize("code", [b"name-taken", b"room-full"])
async def test_who_has_lost_his_place_while_the_servers_paused_is_told(code: bytes) -> None:
    client, server = await told(b"JOINED lobby 1", b"* PAUSE", b"* RESUME")
    await client.join("ana", "lobby")
    await take(client, 3)
    await client.guess(1)
    await server.send_all(b"ERR %s choose another\n" % code)
    with pytest.raises(RefusedError, match="choose another"):
        await anext(client)


async def test_a_server_that_closes() -> None:
    client, _server = await told(b"* JOIN ben", then_close=True)
    assert await anext(client) == PlayerJoined("ben")
    with pytest.raises(DisconnectedError):
        await anext(client)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"ERR busy too many clients\n", RefusedError),
        (b"GAME 1 100 7\n", GarbledError),
        (b"* JOIN ben\n", GarbledError),
        (b"", DisconnectedError),
    ],
)
async def test_another_welcome_is_none(said: bytes, error: type[Exception]) -> None:
    stream, server = memory_stream_pair()
    await server.send_all(said)
    await server.send_eof()
    with pytest.raises(error):
        await RaceClient.start(stream)


async def test_a_server_of_another_service_is_given_up(autojump_clock: MockClock) -> None:
    stream, _server = memory_stream_pair()
    with pytest.raises(SilentError):
        await RaceClient.start(stream)


async def test_it_connects_by_address() -> None:
    async with race_on_loopback() as address, open_race_client(parse_address(address)) as client:
        await client.join("ana", "lobby")
        assert await anext(client) == Answered(Join("ana"), Joined("lobby", 1))
