"""What is said of each error that Valkey may answer: a sentence, and no raw words of anybody's."""

import pytest

pytest.importorskip("coredis", reason="coredis is not installed")

from coredis.exceptions import ConnectionError as LostError
from coredis.parser import Parser

from trio_sockets.valkey.faults import MISSING, is_lasting, reason_of

WHERE = " script: 5e0f8, on @user_script:74."
ON_A_CLUSTER = "it is a node of a Valkey Cluster, which is not supported: name one primary"


def said(line: str) -> str:
    """Return what is said of an error as it comes over the wire."""
    return reason_of(Parser().parse_error(line), user="lab", patterns="~{x}*").read()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("READONLY You can't write against a read only replica.", "it is a replica"),
        ("OOM command not allowed when used memory > 'maxmemory'.", "its memory is full"),
        ("MISCONF Valkey is configured to save RDB snapshots, but", "it takes no writes, as it"),
        ("NOREPLICAS Not enough good replicas to write.", "it takes no writes, as it has too few"),
        ("MASTERDOWN Link with MASTER is down and replica", "it is a replica that has lost"),
        ("BUSY Valkey is busy running a script.", "it is busy with a script of somebody else"),
        ("LOADING Valkey is loading the dataset in memory", "it is loading its data"),
        ("NOSCRIPT No matching script.", "somebody has removed its scripts"),
        ("NOAUTH Authentication required.", "it wants a password"),
        ("WRONGPASS invalid username-password pair", "it refuses the user or the password"),
        ("DENIED Valkey is running in protected mode because", "it lets in only its own machine"),
        ("ERR max number of clients reached", "it has no place for one more client (maxclients)"),
        ("NOPROTO unsupported protocol version", "it is too old, as it does not speak RESP3"),
        ("WRONGTYPE Operation against a key", "a key that is needed belongs to another program"),
        ("CLUSTERDOWN Hash slot not served", "its cluster is down"),
        ("MOVED 3999 127.0.0.1:6381", ON_A_CLUSTER),
        ("TRYAGAIN Multiple keys request during rehashing of slot", ON_A_CLUSTER),
        ("CROSSSLOT Keys in request don't hash to the same slot", ON_A_CLUSTER),
        ("ERR DB index is out of range", "DB index is out of range"),
    ],
)
def test_each_refusal_is_a_sentence_also_from_within_a_script(line: str, reason: str) -> None:
    assert said(line).startswith(reason)
    assert "Valkey" not in said(line).replace(ON_A_CLUSTER, "").replace("use Valkey", "")
    if not line.startswith("MOVED"):
        assert said(line + WHERE) == said(line)


def test_a_refusal_within_a_script_before_version_7_is_the_same_sentence() -> None:
    inside = "ERR Error running script (call to f_5e0f8): @user_script:74: -OOM command not allowed"
    assert said(inside) == said("OOM command not allowed")


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ("NOPERM User lab has no permissions to run the 'script|load' command", "+script|load"),
        ("NOPERM this user has no permissions to run the 'info' command or its", "+info"),
        ("NOPERM No permissions to access a key", "~{x}*"),
        (
            "ERR ACL failure in script: User lab has no permissions to run the 'hset' command",
            "+hset",
        ),
        ("ERR ACL failure in script: No permissions to access a key" + WHERE, "~{x}*"),
        ("EXECABORT Transaction discarded because of: NOPERM … run the 'exec' command", "+exec"),
        (f"NOPERM {MISSING}+hset ~{{x}}*", "+hset ~{x}*"),
    ],
)
def test_a_right_that_is_missing_is_what_gives_it(line: str, rules: str) -> None:
    assert said(line) == f"user lab lacks rights: ACL SETUSER lab {rules}"


def test_what_is_refused_for_good_is_told_from_what_passes() -> None:
    lasting = {
        "NOAUTH no",
        "WRONGPASS no",
        "NOPERM no",
        "NOPROTO no",
        "ERR unknown command 'HELLO'",
    }
    passing = {"LOADING yet", "OOM now", "READONLY now", "ERR max number of clients reached"}
    found = {line for line in lasting | passing if is_lasting(Parser().parse_error(line))}
    assert found == lasting


def test_an_unknown_command_is_named_without_its_words() -> None:
    told = "ERR unknown command `{}`, with args beginning with: `3`, `AUTH`, `lab`, `s3cret`, "
    assert said(told.format("HELLO")) == (
        "it is too old, as it does not know HELLO: use Valkey, or Redis 6.2"
    )
    assert said(told.format("EVALSHA")) == (
        "it does not know EVALSHA: is that renamed there, or is it too old?"
    )


def test_other_words_of_valkey_are_one_short_line() -> None:
    assert said("ERR two\nlines \x1b[2J" + WHERE) == r"two lines \x1b[2J"
    assert len(said("ERR " + 5_000 * "x")) == 300
    assert said("ERR") == "it refuses, and does not say why"


@pytest.mark.parametrize("cause", [ValueError("x"), LookupError("x"), UnicodeError("x")])
def test_an_answer_that_coredis_cannot_read_is_no_answer(cause: Exception) -> None:
    lost = LostError("Unable to establish a connection to <object at 0x7f>")
    lost.__cause__ = cause
    assert (
        reason_of(lost).read()
        == reason_of(cause).read()
        == "it answered what is no answer of Valkey's"
    )
