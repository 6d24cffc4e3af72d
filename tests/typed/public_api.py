"""Every public name, used as a user's own program would. Mypy checks it; nothing runs it.

`tests/test_public_api.py` sees that no name is left out.
"""

import ssl
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import assert_type

import trio

from trio_sockets import (
    Address,
    Bye,
    Certificate,
    CertificateError,
    ClientError,
    ConnectError,
    Connection,
    Deadlines,
    DisconnectedError,
    Ending,
    Endpoint,
    Error,
    ErrorCode,
    Game,
    GameClient,
    GameOver,
    GarbledError,
    Higher,
    Limits,
    LineSession,
    ListenError,
    LocalProtocolError,
    Lose,
    Lower,
    NobodyListensError,
    Parameters,
    PeerInfo,
    Proxies,
    RaceClient,
    RefusedError,
    Reply,
    Rules,
    Scorekeeper,
    ServeOptions,
    Service,
    Serving,
    Session,
    SilentError,
    Tally,
    TcpAddress,
    Text,
    TextClient,
    Totals,
    UnixAddress,
    Win,
    all_services,
    open_game_client,
    open_race_client,
    open_stream,
    open_text_client,
    parse_address,
    parse_endpoint,
    parse_number,
    parse_proxies,
    serve,
    serve_listeners,
)
from trio_sockets.racing import (
    Answer,
    Answered,
    Asked,
    Event,
    Guess,
    Join,
    Joined,
    NextRound,
    Out,
    Paused,
    PlayerGuessed,
    PlayerHere,
    PlayerJoined,
    PlayerLeft,
    PlayerOut,
    PlayerWon,
    Push,
    Quit,
    Resumed,
    RoundBegins,
    RoundEnded,
    RoundUnderWay,
    RoundVoid,
    Score,
    Welcome,
    is_name,
)


# --- A service of one's own ------------------------------------------------------------------
class SquareSession(LineSession):
    def __init__(self, *, most: int) -> None:
        super().__init__(max_line=100, max_errors=3)
        self.most = most

    def answer(self, line: str) -> Reply:
        if line == "QUIT":
            self.finished = True
            return Bye()
        number = parse_number(line)
        assert_type(number, int | None)
        if number is None:
            return Error(ErrorCode.NOT_A_NUMBER)
        if number > self.most:
            return Error(ErrorCode.OUT_OF_RANGE, f"send {self.most} at most")
        return Text(str(number * number))


class LateSession(LineSession):
    """One that answers later, and speaks unasked."""

    def greeting(self) -> bytes:
        return b"hello\n"

    def answer(self, line: str) -> None:
        self.say(b"wait\n")

    def connection_lost(self, *, excused: bool = False) -> None:
        print("gone", excused)


def begun(session: SquareSession, peer: PeerInfo) -> None:
    print(peer.name, peer.host, session.most)


def ended(session: SquareSession, peer: PeerInfo, seconds: float, *, by_client: bool) -> None:
    print(session.messages, peer.name, seconds, by_client)


def counted(session: SquareSession) -> Iterable[tuple[str, ...]]:
    return [("squares_total", "small" if session.most < 10 else "large")]


SQUARE = Service(
    name="square",
    port=50012,
    session=lambda: SquareSession(most=100),
    on_begin=begun,
    on_end=ended,
    counts=counted,
)


# --- Serving ---------------------------------------------------------------------------------
class Printer:
    """A `Scorekeeper` that keeps nothing."""

    def game_over(self, session: object, player: str, seconds: float, *, given_up: bool) -> None:
        print(session, player, seconds, given_up)

    async def run(self) -> None:
        await trio.sleep_forever()

    async def written(self) -> None:
        await trio.lowlevel.checkpoint()


def options(chain: Path) -> ServeOptions:
    keeper: Scorekeeper = Printer()
    try:
        certificate = Certificate(chain, chain.with_suffix(".key"))
    except CertificateError as error:
        raise SystemExit(str(error)) from error
    certificate.reload()
    proxies = parse_proxies(["10.0.0.0/8", "unix"])
    assert_type(proxies, Proxies)
    return {
        "deadlines": Deadlines(idle=60, session=None, unterminated=0.2),
        "limits": Limits(clients=100, clients_per_host=10),
        "fast": False,
        "tls": certificate.context,
        "proxies": proxies,
        "totals": Totals(),
        "scores": keeper,
        "log_repeats": True,
    }


async def run_servers() -> None:
    rules = Rules(Parameters(low=1, high=10, tries=3), countdown=1000, limit=60_000)
    offered = all_services(Parameters(1, 10, 3), race=rules, seed=1)
    endpoints: list[Endpoint | str] = [
        Endpoint(SQUARE, TcpAddress("127.0.0.1", 0)),
        parse_endpoint("race@:0", offered),
        "echo@unix:/tmp/echo.sock",
    ]
    totals = Totals()
    async with trio.open_nursery() as nursery:
        try:
            serving: Serving = await nursery.start(serve, endpoints)
            await nursery.start(partial(serve, ["text@:0"], proxies=["10.0.0.1"], totals=totals))
            await nursery.start(partial(serve, endpoints, **options(Path("chain.pem"))))
        except* (ListenError, ValueError) as errors:
            print(errors)
        address: Address = serving.address("square")
        print(address, serving.clients, serving.draining)
        tally: Tally = totals.tally()
        print(tally["messages_total", "text"])
        serving.drain(seconds=5)


async def serve_with_words_that_a_checker_refuses() -> None:
    await serve(["echo"], limit=Limits())  # type: ignore[call-arg]
    await serve(["echo"], proxies=[10])  # type: ignore[list-item]
    await serve(["echo"], deadlines=30)  # type: ignore[arg-type]


async def run_listeners(listener: trio.abc.Listener[trio.abc.Stream]) -> None:
    bound = [(Endpoint(SQUARE, UnixAddress("memory")), listener)]
    await serve_listeners(bound, limits=Limits(clients=3))


async def run_connection(stream: trio.abc.Stream) -> None:
    session: Session = SquareSession(most=3)
    why = await Connection(stream, session, Deadlines()).run()
    assert_type(why, Ending)
    print(why is Ending.FINISHED)


# --- Clients ---------------------------------------------------------------------------------
async def ask(address: Address, authority: Path) -> datetime:
    tls = ssl.create_default_context(cafile=authority)
    async with open_text_client(address, timeout=3, tls=tls) as text:
        assert_type(text, TextClient)
        print(await text.upper("a"), await text.lower("A"), await text.help())
        moment = await text.datenow()
        await text.quit()
    return moment


async def find(address: str) -> None:
    async with open_game_client(parse_address(address), timeout=None) as game:
        assert_type(game, GameClient)
        match await game.guess((game.low + game.high) // 2):
            case Higher(left) | Lower(left):
                print(left)
            case Win(used):
                print(used)
            case Lose(secret):
                print(secret)


async def find_patiently(address: str) -> None:
    try:
        await find(address)
    except RefusedError as error:
        print(error.error.code is ErrorCode.BUSY)
    except NobodyListensError as error:
        print(error.what)
    except (ConnectError, DisconnectedError, SilentError, GarbledError) as error:
        print("the server failed:", error)
    except LocalProtocolError as error:
        print("so did we:", error)
    except ClientError:
        raise


async def talk(address: Address) -> bytes:
    async with await open_stream(address, timeout=3) as stream:
        assert_type(stream, trio.SocketStream)
        await stream.send_all(b"hello")
        return bytes(await stream.receive_some())


def play_alone() -> Higher | Lower | Win | Lose:
    game = Game(secret=7, parameters=Parameters(1, 10, 3))
    try:
        return game.guess(5)
    except GameOver as error:
        raise SystemExit(str(error)) from error


# --- Racing ----------------------------------------------------------------------------------
async def race(address: Address, name: str) -> None:
    if not is_name(name):
        raise SystemExit(f"{name!r} is no name")
    async with open_race_client(address) as client:
        assert_type(client, RaceClient)
        await client.join(name, "lobby")
        await client.guess(50)
        async for event in client:
            print(told(event))
        await client.quit()


def told(event: Event) -> str:
    match event:
        case Answered(asked, reply):
            return f"{question(asked)}: {answer(reply)}"
        case _:
            assert_type(event, Push)
            return pushed(event)


def question(asked: Asked) -> str:
    match asked:
        case Join(name, room):
            return f"{name} joins {room}"
        case Guess(number):
            return str(number)
        case Quit():
            return "quit"


def answer(reply: Answer) -> str:
    match reply:
        case Joined(room, players):
            return f"{players} in {room}"
        case Higher(left) | Lower(left):
            return str(left)
        case Win(used):
            return str(used)
        case Error(code, words):
            return f"{code.value}: {words}"
        case Out() | Bye():
            return "over"


def pushed(push: Push) -> str:
    match push:
        case Welcome(words):
            return words
        case PlayerJoined(name) | PlayerLeft(name) | PlayerOut(name):
            return name
        case PlayerHere(name, number) | PlayerGuessed(name, number) | PlayerWon(name, number):
            return f"{name}: {number}"
        case Score(name, points, total):
            return f"{name}: {points}, {total} in all"
        case RoundBegins(number, low, high, tries):
            return f"{number}: {low} to {high}, {tries} tries"
        case NextRound(number) | RoundEnded(number) | RoundUnderWay(number) | RoundVoid(number):
            return str(number)
        case Paused() | Resumed():
            return "the servers"
