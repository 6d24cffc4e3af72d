"""Which path a request target names, or why it names none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.web.target import ASTERISK, TargetError, is_host, parse_target


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", "/"),
        ("/metrics", "/metrics"),
        ("/metrics?name[]=a&x=%zz", "/metrics"),
        ("/metrics?a=/../b", "/metrics"),
        ("/Metrics", "/Metrics"),
        ("/metrics/", "/metrics/"),
        ("//metrics", "//metrics"),
        ("/%6d%65trics", "/metrics"),
        ("/%7e%2D%2e%5f", "/~-._"),
        ("/a%2fb", "/a%2Fb"),
        ("/a%00%0d%0a", "/a%00%0D%0A"),
        ("/%2525", "/%2525"),
        ("/./metrics", "/metrics"),
        ("/a/../metrics", "/metrics"),
        ("/../../metrics", "/metrics"),
        ("/%2e%2e/metrics", "/metrics"),
        ("/metrics/.", "/metrics/"),
        ("/metrics/a/..", "/metrics/"),
        ("/..", "/"),
        ("http://host/metrics", "/metrics"),
        ("HTTP://host:9100/metrics?a=http://b", "/metrics"),
        ("http://[::1]:9100/metrics", "/metrics"),
        ("http://host:/healthz", "/healthz"),
        ("http://host", "/"),
        ("http://host?a", "/"),
    ],
)
def test_a_target_names_a_path(target: str, path: str) -> None:
    assert parse_target("GET", target) == path


def test_options_may_ask_about_the_whole_server() -> None:
    assert parse_target("OPTIONS", "*") == ASTERISK
    assert parse_target("OPTIONS", "http://host:9100") == ASTERISK
    assert parse_target("OPTIONS", "http://host:9100/") == "/"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("*", 400),
        ("metrics", 400),
        ("host:80", 400),
        ("?a", 400),
        ("/metrics#a", 400),
        ("/%", 400),
        ("/%4", 400),
        ("/%zz", 400),
        ("http:/metrics", 400),
        ("http:///metrics", 400),
        ("http://user@host/metrics", 400),
        ("http://[::1/metrics", 400),
        ("http://host:a/metrics", 400),
        ("ftp://host/metrics", 400),
        ("https://host/metrics", 421),
    ],
)
def test_a_target_of_no_use_says_why(target: str, status: int) -> None:
    with pytest.raises(TargetError) as caught:
        parse_target("GET", target)
    assert caught.value.status == status
    assert str(caught.value)


@pytest.mark.parametrize(
    "value", ["", "a", "a.example:9100", "127.0.0.1", "[::1]:9100", "[v1.a:b]", "a:", "%c3%a9"]
)
def test_a_host_is_one(value: str) -> None:
    assert is_host(value)


@pytest.mark.parametrize(
    "value", ["a b", "a/b", "a, b", "u@a", "::1", "a:b", "[::1", "é", "%", "a?b", "a\\b", "a:80:80"]
)
def test_other_text_is_no_host(value: str) -> None:
    assert not is_host(value)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_a_path_is_normalised_once_and_for_all(target: str) -> None:
    try:
        path = parse_target("GET", "/" + target)
    except TargetError:
        return
    assert path.startswith("/")
    assert parse_target("GET", path.replace("?", "%3F")) == path
    assert not {"..", "."} & set(path.split("/"))
