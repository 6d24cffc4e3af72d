"""The sessions: no script of operations raises, and every reply is what was promised."""

from collections.abc import Callable
from datetime import UTC, datetime

from fuzz.script import Call, Step, read, single
from trio_sockets.protocol.echo import EchoSession
from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.game import GameSession
from trio_sockets.protocol.grammar import parse_game_reply, parse_text_reply
from trio_sockets.protocol.messages import Garbled, Higher, Lose, Lower, Parameters, Win
from trio_sockets.protocol.session import PIECE, Session
from trio_sockets.protocol.text import TextSession

NOW = datetime(2026, 11, 22, 19, tzinfo=UTC)

WIDEST = 10**18 - 1
GAMES = [
    (63, Parameters(1, 100, 7)),
    (-5, Parameters(-5, 5, 1)),
    (0, Parameters(-WIDEST, WIDEST, 200)),
]
"""Secrets, and the games they are in."""


def echo(data: bytes) -> None:
    """Hold a conversation in which each chunk comes back as it came."""
    session = EchoSession()
    for step in read(data):
        was_finished = session.finished
        reply = take(session, step)
        assert reply == (step if isinstance(step, bytes) and not was_finished else b"")
        assert session.finished == (was_finished or step in {Call.EOF, Call.END})


def text(data: bytes) -> None:
    """Hold a conversation with the text service."""
    for reply in converse(lambda: TextSession(now=lambda: NOW), data):
        parse_text_reply(reply)


def game(data: bytes) -> None:
    """Play a game; the first byte says which."""
    secret, parameters = GAMES[(data[0] if data else 0) % len(GAMES)]
    replies = converse(lambda: GameSession(secret=secret, parameters=parameters), data[1:])
    messages = [parse_game_reply(reply) for reply in replies]
    scores = [message for message in messages if isinstance(message, Higher | Lower | Win | Lose)]
    assert len(scores) <= parameters.tries
    assert not any(isinstance(message, Garbled) for message in messages)
    assert not any(isinstance(message, Win | Lose) for message in messages[:-1])


def converse(
    new: Callable[[], Session], data: bytes, keep: Callable[[bytes], bytes] = bytes
) -> list[str]:
    """Hold one conversation twice, by chunks and byte by byte, and return the lines it heard.

    By chunks it takes the express lane where there is one, byte by byte it never does.

    :param keep: returns what answers a line, of all that is said.
    """
    whole, by_byte = new(), new()
    assert pulled(whole) == pulled(by_byte)  # the greeting
    due = 0
    said = b""
    for step in read(data):
        was_finished, was_pending = whole.finished, whole.pending
        reply = keep(take(whole, step))
        assert reply == keep(b"".join(take(by_byte, part) for part in parts(step)))
        assert state(whole) == state(by_byte)
        assert whole.finished >= was_finished
        assert not (was_finished and reply)
        assert reply.endswith(b"\n") or not reply
        said += reply
        if isinstance(step, bytes):
            due += step.count(b"\n")
        else:
            # Bytes without an end count as if their LF had come.
            due += was_pending or step is Call.END
            assert whole.finished or step is Call.FLUSH
        assert said.count(b"\n") <= due + whole.pending  # a line too long is answered early
        if not whole.finished:
            assert 0 <= said.count(b"\n") - whole.messages <= whole.pending
    return said.decode().split("\n")[:-1]


def take(session: Session, step: Step) -> bytes:
    """Do one step, and return the reply."""
    match step:
        case Call.FLUSH:
            session.flush()
        case Call.EOF:
            session.receive_eof()
        case Call.END:
            session.close(ErrorCode.IDLE_TIMEOUT)  # it has the most words
        case _:
            session.receive_data(step)
    return pulled(session)


def pulled(session: Session) -> bytes:
    """Return all that a session has to say, and see that no piece of it is too long."""
    pieces = list(iter(session.data_to_send, b""))
    assert all(len(piece) <= PIECE for piece in pieces)
    return b"".join(pieces)


def parts(step: Step) -> list[bytes] | list[Call]:
    """Return a step in its smallest parts."""
    return single(step) if isinstance(step, bytes) else [step]


def state(session: Session) -> tuple[bool, int, bool, bool] | None:
    """Return all that a driver sees of a session, or None once it no longer matters."""
    if session.finished:
        return None
    return session.finished, session.messages, session.pending, session.unterminated
