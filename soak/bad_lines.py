"""Trouble by what is said. Each function says it, and sees that the answer is as promised."""

import random
from contextlib import suppress

import trio

from soak.visits import Visit, compare

DRIP = 0.25
"""Seconds between two bytes of a line that drips in."""

ENDLESS = 64 * 1024
"""Bytes of a line that does not end, in each of a few pieces."""

BAD_LINES = 20
"""Bad lines in a row that end a conversation."""

QUESTIONS = 500 * b"HELP\n"
"""A short question with a long answer, again and again."""

UNREAD = bytes(64 * 1024)
"""What is still under way when a conversation ends."""

ANSWERS = {"text": (b"UPPER b", b"B"), "game": (b"0", b"ERR out-of-range ")}
"""By service: a line, and how its answer begins. It is no guess, so it wins no game."""


async def drip(client: Visit, _chance: random.Random) -> None:
    """A line that comes a byte at a time, and never ends."""
    await client.greet()
    said = None
    while said is None:
        await client.say(b"x")
        with trio.move_on_after(DRIP):
            said = await client.line()
    compare(said, b"ERR line-timeout ")


async def never_end(client: Visit, chance: random.Random) -> None:
    """A line that is far too long, in pieces; then one that is right."""
    await client.greet()
    for _ in range(chance.randint(1, 4)):
        await client.say(ENDLESS * b"x")
    question, answer = ANSWERS[client.door.service]
    await client.say(b"\n" + question + b"\n")
    await client.expect(b"ERR line-too-long ", answer)


async def speak_latin_1(client: Visit, _chance: random.Random) -> None:
    """A line that is no UTF-8; then one that is right."""
    await client.greet()
    question, answer = ANSWERS[client.door.service]
    await client.say(b"UPPER caf\xe9\n" + question + b"\n")
    await client.expect(b"ERR bad-encoding ", answer)


async def be_wrong_too_often(client: Visit, chance: random.Random) -> None:
    """One bad line after the other, until that is enough."""
    await client.greet()
    budget = BAD_LINES - (client.door.service == "game")  # where the greeting spent one
    lines = [chance.randbytes(chance.randint(0, 99)).replace(b"\n", b"") for _ in range(budget)]
    await client.say(b"".join(b"?" + line + b"\n" for line in lines))
    await client.expect(*[b"ERR "] * (budget - 1), b"ERR too-many-errors ")
    await client.expect_rest(b"")


async def send_no_newline(client: Visit, _chance: random.Random) -> None:
    """A message without an end, as beginners send it."""
    if client.door.service == "game":
        await client.expect(b"GAME ")
    question, answer = ANSWERS[client.door.service]
    await client.say(question)
    await client.expect(answer)


async def half_close(client: Visit, _chance: random.Random) -> None:
    """Lines, of which the last has no end; and no more after that."""
    await client.greet()
    question, answer = ANSWERS[client.door.service]
    await client.say(question + b"\n" + question)
    await client.stream.send_eof()
    await client.expect(answer, answer)
    await client.expect_rest(b"")


async def talk_past_the_end(client: Visit, _chance: random.Random) -> None:
    """A goodbye, and much behind it that nobody reads. It must not become a reset."""
    await client.greet()
    await client.say(b"QUIT\n" + UNREAD)
    await client.expect_rest(b"BYE\n")


async def fall_silent(client: Visit, _chance: random.Random) -> None:
    """Nothing more, until the idle deadline."""
    await client.greet()
    await client.expect(b"ERR idle-timeout ")
    await client.expect_rest(b"")


async def never_read(client: Visit, _chance: random.Random) -> None:
    """Questions without end, whose answers nobody reads, until the write deadline."""
    data = UNREAD if client.door.service == "echo" else QUESTIONS
    with suppress(trio.BrokenResourceError):
        while True:
            await client.say(data)
