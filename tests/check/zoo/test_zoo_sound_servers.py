"""Servers without a mistake pass everything, in whatever style they are written.

``ZOO_ROUNDS=20`` in the environment has each of them graded so many times.
"""

import os
import random
import sys

import pytest
import trio

from check.zoo.zoo_grading import ZOO, described, grade

pytestmark = pytest.mark.thorough

ROUNDS = range(int(os.environ.get("ZOO_ROUNDS", "1")))
STYLES = {
    style: [sys.executable, str(ZOO / "sound_servers" / f"with_{style}.py"), "{port}", "{service}"]
    for style in ("threads", "selectors", "asyncio")
}
STYLES["ours"] = [sys.executable, "-m", "trio_sockets", "serve", "{service}@:{port}"]


async def grade_all(words: list[str], *services: str, dialect: str = "ours") -> None:
    """Grade a server in each service, all at once, as most of the time is spent in waiting."""

    async def grade_one(service: str) -> None:
        command = [word.replace("{service}", service) for word in words]
        results = await grade(service, command, dialect=dialect, seed=random.randrange(10**6))
        assert {each.verdict for each in results} == {"pass"}, f"{service}: {described(results)}"

    async with trio.open_nursery() as nursery:
        for service in services:
            nursery.start_soon(grade_one, service)


@pytest.mark.parametrize("style", STYLES)
async def test_a_sound_server_passes_everything(style: str) -> None:
    for _ in ROUNDS:
        await grade_all(STYLES[style], "echo", "text", "game")


@pytest.mark.parametrize("dialect", ["francais", "texte-libre", "free-text", "texto-libre"])
async def test_a_server_may_speak_as_its_class_does(dialect: str) -> None:
    server = ZOO / "sound_servers" / "with_phrases.py"
    words = [sys.executable, str(server), "{port}", "{service}", dialect]
    await grade_all(words, "text", "game", dialect=dialect)


async def test_a_server_may_end_its_messages_in_nothing() -> None:
    server = ZOO / "sound_servers" / "with_unended_messages.py"
    words = [sys.executable, str(server), "{port}", "{service}"]
    await grade_all(words, "echo", "text", "game", dialect="sheet")
