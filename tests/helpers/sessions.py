"""Sessions without a driver: what goes in, and what is pulled out."""

from trio_sockets.protocol.errors import ErrorCode
from trio_sockets.protocol.session import BytesLike, Session


def take(session: Session) -> bytes:
    """Pull all that a session has to say."""
    return b"".join(iter(session.data_to_send, b""))


def give(session: Session, data: BytesLike) -> bytes:
    """Give a session bytes, and pull what it says."""
    session.receive_data(data)
    return take(session)


def give_eof(session: Session) -> bytes:
    """Have the peer half-close, and pull what the session says."""
    session.receive_eof()
    return take(session)


def flush(session: Session) -> bytes:
    """Have what is unterminated taken for a message, and pull what the session says."""
    session.flush()
    return take(session)


def end(session: Session, code: ErrorCode) -> bytes:
    """Have the server end it, and pull what the session says."""
    session.close(code)
    return take(session)
