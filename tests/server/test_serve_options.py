"""The keyword arguments of `serve`: proxies as words, and what is refused before it listens."""

from functools import partial
from typing import Any

import pytest
from structlog.testing import capture_logs

from helpers.proxy_headers import V1_HEADER
from helpers.support import InMemory, Running, connect, open_files, receive_all
from trio_sockets import ServeOptions, parse_proxies, serve, serve_listeners


@pytest.mark.parametrize("proxies", [["127.0.0.0/8"], ("127.0.0.1",), parse_proxies(["127.0.0.1"])])
async def test_proxies_may_be_given_as_words(running: Running, proxies: Any) -> None:
    with capture_logs() as logs:
        async with (
            running("text@:0", proxies=proxies) as serving,
            await connect(serving, "text") as client,
        ):
            await client.send_all(V1_HEADER + b"QUIT\n")
            assert await receive_all(client) == b"BYE\n"
    assert logs[0]["peer"] == "192.0.2.1:56324"


async def test_words_are_read_for_listeners_of_the_callers_own_too(in_memory: InMemory) -> None:
    async with in_memory("text", proxies=["unix"]) as (_, listener):
        stream = await listener.connect()
        await stream.send_all(b"QUIT\n")
        assert await receive_all(stream) == b"BYE\n"


@pytest.mark.parametrize(
    ("proxies", "hint"),
    [
        (["10.0.0.0/33"], "'10.0.0.0/33' is no network: write one such as 10.0.0.0/8"),
        (["10.0.0.1", "proxy.example"], "'proxy.example' is no network"),
        ([10], "'10' is no network"),
        (["10.0.0.1/8"], "'10.0.0.1/8' is no network"),
        ("10.0.0.1", r"proxies are a list of words: write \['10.0.0.1'\]"),
    ],
)
async def test_a_bad_proxy_is_refused_and_nothing_stays_open(proxies: Any, hint: str) -> None:
    before = open_files()
    with pytest.raises(ValueError, match=hint):
        await serve(["text@:0"], proxies=proxies)
    with pytest.raises(ValueError, match=hint):
        await serve_listeners([], proxies=proxies)
    assert open_files() == before


async def test_an_option_that_does_not_exist_is_refused() -> None:
    options: Any = {"dealines": None}
    for start in (partial(serve, ["text@:0"]), partial(serve_listeners, [])):
        with pytest.raises(TypeError, match="unexpected keyword argument 'dealines'"):
            await start(**options)


def test_the_docstring_has_every_option() -> None:
    documentation = f"{ServeOptions.__doc__}"
    for name in ServeOptions.__annotations__:
        assert f":param {name}:" in documentation
        assert f"``{name}``" in f"{serve.__doc__}"
