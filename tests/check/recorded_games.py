"""Transcripts of games, written by hand, also as a server's known mistakes have them read."""

from dataclasses import replace

from check.transcripts import conversation
from trio_sockets.check.dialect.mistakes import Mistakes
from trio_sockets.check.model.transcript import Conversation, Transcript

GAME = "S: GAME 1 100 7"


def game(*moves: str, end: str = "(FIN)") -> Conversation:
    """Return a game of moves like ``50 HIGHER 6``; a guess alone gets no reply."""
    lines = [GAME]
    for move in moves:
        guess, _, reply = move.partition(" ")
        lines += [f"C: {guess}", *([f"S: {reply}"] if reply else [])]
    return conversation(*lines, end)


def knowing(what: Transcript, mistakes: Mistakes) -> Transcript:
    """Return a transcript of a server whose mistakes are known."""
    return replace(what, dialect=replace(what.dialect, mistakes=mistakes))
