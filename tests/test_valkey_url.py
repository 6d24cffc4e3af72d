"""Where Valkey is, as a person writes it, and what coredis makes of what we make of it."""

from pathlib import Path

import pytest

from trio_sockets.commands.options.scores import parse_place
from trio_sockets.valkey.url import parse_valkey_url


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("redis://h", "redis://h:6379/0"),
        ("redis://:7", "redis://127.0.0.1:7/0"),
        ("REDIS://h:7/3", "redis://h:7/3"),
        ("valkey://h", "redis://h:6379/0"),
        ("VALKEYS://u:p@h/", "rediss://u:p@h:6379/0"),
        ("redis://[::1]:7/1", "redis://[::1]:7/1"),
        ("redis://[fe80::1%25eth0]", "redis://[fe80::1%25eth0]:6379/0"),
        ("redis://h?db=2&password=p", "redis://:p@h:6379/2"),
        ("redis://:a+b@h", "redis://:a%2Bb@h:6379/0"),
        ("redis://:a%2Fb@h", "redis://:a%2Fb@h:6379/0"),
        ("redis://:100%2525@h", "redis://:100%2525@h:6379/0"),
        ("redis://:p@w@h", "redis://:p%40w@h:6379/0"),
        ("unix:///r/v%20s", "unix:///r/v%20s?db=0"),
        ("unix:///r/v?db=2", "unix:///r/v?db=2"),
        ("unix://:p@/r/v", "unix://:p@/r/v?db=0"),
        ("unix:/r/v s", "unix:///r/v%20s?db=0"),
    ],
)
def test_a_url_is_read_and_written_in_one_form(words: str, url: str) -> None:
    assert parse_valkey_url(words) == url
    assert parse_valkey_url(url) == url


def test_a_relative_socket_begins_in_the_folder_of_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse_valkey_url("unix:v.sock") == f"unix://{Path.cwd()}/v.sock?db=0"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("localhost:6379", "a host needs redis:// before it"),
        (":6379", "a host needs redis:// before it"),
        ("u:secret@h:6379", "a host needs redis:// before it"),
        (":secret@h", "a host needs redis:// before it"),
        ("redis//:secret@h", "must be redis://HOST:PORT"),
        ("redis:/h", "it has no host"),
        ("redis:h:6379", "it has no host"),
        ("redis://", "it has no host"),
        ("redis://a\x7fb", "must be redis://HOST:PORT"),
        ("redis://a,b", "it has no host"),
        ("redis://h:", "no port from 1 to 65535"),
        ("redis://h:0", "no port from 1 to 65535"),
        ("redis://h:99999", "no port from 1 to 65535"),
        ("redis://h:port", "no port from 1 to 65535"),
        ("redis://h/abc", "the number of a database"),
        ("redis://h?db=-1", "the number of a database"),
        ("redis://h?timeout=1", "db, username and password only"),
        ("http://h:1", "must be redis://HOST:PORT"),
        ("unix://r/v", "three slashes"),
        ("unix:///r/" + 107 * "a", "at most 10[37] bytes"),
        ("unix::secret@/r", "must be redis://HOST:PORT"),
        ("redis://h\n:1", "must be redis://HOST:PORT"),
        ("redis://:57#secret@h:1", "percent-encoded"),
        ("redis://u:1234#secret@h:1", "percent-encoded"),
        ("redis://:a/secret@h:1", "percent-encoded"),
        ("redis://:a?secret@h:1", "percent-encoded"),
        ("redis://:[secret@h:1", "percent-encoded"),
        ("redis://:a secret@h:1", "percent-encoded"),
        ("redis://:%zzsecret@h:1", "percent-encoded"),
        ("redis://:%ffsecret@h:1", "in UTF-8"),
        ("redis://:\udcffsecret@h:1", "must be redis://HOST:PORT"),
    ],
)
def test_a_url_that_is_none_says_what_to_write_and_no_password(words: str, hint: str) -> None:
    for read in (parse_valkey_url, parse_place):
        with pytest.raises(ValueError, match=hint) as caught:
            read(words)
        error: BaseException | None = caught.value
        while error is not None:
            assert "secret" not in str(error)
            assert "\n" not in str(error)
            error = error.__cause__


@pytest.mark.parametrize("words", ["scores.sqlite", "./localhost:6379", "a@b", ":memory:", "C:\\s"])
def test_a_file_is_told_from_a_url(words: str) -> None:
    assert parse_place(words) == Path(words)


@pytest.mark.parametrize("words", ["", " ", "a\0b"])
def test_no_file_has_a_blank_name(words: str) -> None:
    with pytest.raises(ValueError, match=r"write the name of a file|no file has such a name"):
        parse_place(words)


@pytest.mark.parametrize("scheme", ["file:", "sqlite:", "sqlite:///", "https://", "s3://"])
def test_a_url_of_another_kind_becomes_no_file(scheme: str) -> None:
    with pytest.raises(ValueError, match="must be redis://"):
        parse_place(f"{scheme}scores.sqlite")
