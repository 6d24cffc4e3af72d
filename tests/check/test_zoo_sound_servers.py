"""Servers without a mistake pass everything, in whatever style they are written.

``ZOO_ROUNDS=20`` in the environment has each of them graded so many times.
"""

import os
import random
import sys

import pytest
from zoo_grading import ZOO, described, grade

ROUNDS = range(int(os.environ.get("ZOO_ROUNDS", "1")))
SERVICES = ["echo", "text", "game"]
STYLES = {
    style: [sys.executable, str(ZOO / "sound_servers" / f"with_{style}.py"), "{port}", "{service}"]
    for style in ("threads", "selectors", "asyncio")
}
STYLES["ours"] = [sys.executable, "-m", "trio_sockets", "serve", "{service}@:{port}"]


@pytest.mark.zoo
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("style", STYLES)
async def test_a_sound_server_passes_everything(style: str, service: str) -> None:
    words = [word.replace("{service}", service) for word in STYLES[style]]
    for _ in ROUNDS:
        results = await grade(service, words, seed=random.randrange(10**6))
        assert {each.verdict for each in results} == {"pass"}, described(results)


@pytest.mark.parametrize("service", ["text", "game"])
@pytest.mark.parametrize("dialect", ["francais", "texte-libre", "free-text"])
async def test_a_server_may_speak_as_its_class_does(dialect: str, service: str) -> None:
    server = ZOO / "sound_servers" / "with_phrases.py"
    words = [sys.executable, str(server), "{port}", service, dialect]
    results = await grade(service, words, dialect=dialect)
    assert {each.verdict for each in results} == {"pass"}, described(results)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_server_may_end_its_messages_in_nothing(service: str) -> None:
    server = ZOO / "sound_servers" / "with_unended_messages.py"
    results = await grade(
        service, [sys.executable, str(server), "{port}", service], dialect="sheet"
    )
    assert {each.verdict for each in results} == {"pass"}, described(results)
