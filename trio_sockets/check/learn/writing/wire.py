"""Writing what ends the messages of a program, and how its dialect came to be."""

from collections.abc import Mapping

from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.writing.notes import Notes
from trio_sockets.words import Words, say

HEARD: Mapping[Framing, Words] = {
    Framing.LINE: say("Its replies end with a newline."),
    Framing.NOTHING: say("Its replies end in nothing: silence ends them."),
    Framing.LENGTH: say("Each of its messages has its length before it (writeUTF)."),
}
"""Why a server's replies have this framing."""


def write_about(notes: Notes, about: Words) -> None:
    """Write the first line of the file."""
    notes.add(
        "about",
        about,
        say("no person has confirmed it: read it, correct it, then add strict = true"),
        table="",
    )


def write_wire(notes: Notes, sends: Framing, sent: Words, replies: Framing, heard: Words) -> None:
    """Write the framing of both sides, with the reason for each."""
    notes.add("sends", sends.value, sent, table="wire")
    notes.add("replies", replies.value, heard, table="wire")
