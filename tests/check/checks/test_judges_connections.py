"""What the judges of connections say, and those of what a server keeps."""

import pytest

from check.transcripts import conversation, judged, said
from trio_sockets.address import TcpAddress
from trio_sockets.check.model.transcript import Conversation, Refused

HELLO = ("C: hello 0", "S: hello 0")
MEBIBYTE = 2**20


@pytest.mark.parametrize(
    ("lines", "verdict", "words"),
    [
        (["C: hello 0", "S| h"], "pass", None),
        (["(refused)"], "fail", "no program accepts a connection: Connection refused"),
        (
            ["C: hello 0", "(FIN)"],
            "fail",
            "the server closed the connection without sending anything",
        ),
        (
            ["C: hello 0", "(RST)"],
            "fail",
            "the server reset the connection (RST) without sending anything",
        ),
        (
            ["C: hello 0", "(half-close)"],
            "timeout",
            "the server accepted the connection, but never sent anything",
        ),
    ],
)
def test_a_server_is_there_or_it_is_not(lines: list[str], verdict: str, words: str | None) -> None:
    finding = judged("echo", "tcp.01", conversation(*lines))
    assert (finding.verdict, said(finding) if finding.words else None) == (verdict, words)


@pytest.mark.parametrize(
    ("place", "look"),
    [
        (TcpAddress("::1", 5000), "Which address does it listen at?"),
        (TcpAddress("192.0.2.1", 5000), "Which address does it listen at?"),
        (TcpAddress("127.0.0.1", 8000), "Which port does it listen on?"),
    ],
)
def test_a_server_that_listens_elsewhere_is_told_where(place: TcpAddress, look: str) -> None:
    refused = Conversation((Refused(0, "Connection refused", (place,), 5000),))
    finding = judged("echo", "tcp.01", refused)
    words = "no program accepts a connection here: Connection refused. The program listens at "
    assert said(finding) == f"{words}{place}"
    assert finding.look is not None
    assert finding.look.read().startswith(look)


def test_who_serves_one_client_and_ends_is_told_kindly() -> None:
    first, second = conversation(*HELLO), conversation("(refused)")
    finding = judged("echo", "tcp.02", first, second, facts={"exit code": 0})
    assert said(finding).startswith("the first client is served well, then the program ends")
    assert finding.conversation == 1


@pytest.mark.parametrize(
    ("second", "exit_code", "words"),
    [
        ("(refused)", 1, "no program accepts a connection: Connection refused"),
        ("(silence)", None, "the server accepted the connection, but never sent anything"),
    ],
)
def test_who_fails_after_one_client_is_told_how(
    second: str, exit_code: int | None, words: str
) -> None:
    facts: dict[str, object] = {"exit code": exit_code}
    finding = judged("echo", "tcp.02", conversation(*HELLO), conversation(second), facts=facts)
    assert said(finding) == words


def test_a_first_client_that_is_not_served_comes_before_the_second() -> None:
    unserved = conversation("C: hello 0", "(FIN)")
    finding = judged("echo", "tcp.02", unserved, conversation("(refused)"), facts={"exit code": 0})
    assert finding.conversation == 0


def test_a_program_without_work_that_works() -> None:
    served = conversation(*HELLO)
    assert judged("echo", "tcp.04", served, facts={"busy": False}).verdict == "pass"
    finding = judged("echo", "tcp.04", served, facts={"busy": True})
    assert said(finding) == "it keeps a processor busy although it has no requests"


def test_the_fault_is_in_the_conversation_that_shows_it() -> None:
    first = conversation("C: hello 0", "S: hello 0", "C: hello 1", "S: hello 1")
    second = conversation("C: hello 2", "S: hello 2", "C: hello 3", "(silence)")
    finding = judged("echo", "many.01", first, second)
    assert (finding.verdict, finding.conversation) == ("timeout", 1)
    assert said(finding) == "reply number 2 did not come within 2 s"


def test_the_client_that_was_kept_waiting_is_shown() -> None:
    first = conversation("C: hello 0", "S: hello 0")  # it was to go on after the second
    second = conversation("C: hello 2", "(silence)")
    finding = judged("echo", "many.01", first, second)
    assert (finding.conversation, finding.verdict) == (1, "timeout")
    assert said(finding) == "reply number 1 did not come within 2 s"


def test_a_reply_to_another_client_is_no_reply() -> None:
    mixed = conversation("C: hello 1", "S: hello 0")
    finding = judged("echo", "many.02", conversation("C: hello 0", "S: hello 0"), mixed)
    assert (finding.expected, finding.received) == (b"hello 1", b"hello 0")


def test_a_client_whom_the_script_never_came_to() -> None:
    finding = judged("echo", "many.04", conversation("C: hello 0", "S: hello 0"))
    assert said(finding) == "it never came to connection number 2"


# --- What it keeps -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("descriptors", "memory", "words"),
    [
        (0, 0, None),
        (3, 8 * MEBIBYTE, None),
        (200, 0, "after 200 clients, 200 more descriptors are open"),
        (0, 64 * MEBIBYTE, "after 200 clients, it holds 64 MiB more"),
        (None, None, None),  # it is not ours to measure
    ],
)
def test_clients_leave_nothing_behind(
    descriptors: int | None, memory: int | None, words: str | None
) -> None:
    facts: dict[str, object] = {"descriptors grown by": descriptors, "memory grown by": memory}
    finding = judged("echo", "many.08", conversation(*HELLO), facts=facts)
    assert (said(finding) if finding.words else None) == words


@pytest.mark.parametrize(
    ("lines", "sent", "grown", "words"),
    [
        ([], 16, 2, None),
        ([], 1, 1, None),  # too little to tell
        (["S: ERR line-too-long"], 16, 16, None),
        (["(FIN)"], 16, 16, None),
        (["(RST)"], 16, 16, None),
        ([], 16, None, None),
        ([], 16, 15, "of an endless line of 16 MiB, it keeps 15 MiB"),
    ],
)
def test_a_line_without_an_end_is_not_kept(
    lines: list[str], sent: int, grown: int | None, words: str | None
) -> None:
    facts: dict[str, object] = {
        "sent": sent * MEBIBYTE,
        "memory grown by": grown and grown * MEBIBYTE,
    }
    endless, next_one = conversation("C| aaa", *lines), conversation("C: UPPER word 1", "S: WORD 1")
    finding = judged("text", "many.09", endless, next_one, facts=facts)
    assert (said(finding) if finding.words else None) == words


# --- Echo --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lines", "verdict", "words"),
    [
        (["C| abc", "S| a", "S| bc"], "pass", None),
        (["C| abc", "S| abd"], "fail", "byte 3 of 3 came back changed"),
        (["C| abc", "S| abcabc"], "fail", "3 bytes too many came back"),
        (["C| abc", "S| ab", "(FIN)"], "fail", "the server closed after 2 of 3 bytes"),
        (["C| abc", "S| ab", "(silence)"], "timeout", "only 2 of 3 bytes came back"),
    ],
)
def test_bytes_come_back(lines: list[str], verdict: str, words: str | None) -> None:
    finding = judged("echo", "echo.04", conversation(*lines))
    assert (finding.verdict, said(finding) if finding.words else None) == (verdict, words)


def test_the_first_wrong_byte_of_many_is_shown() -> None:
    sent, received = "a" * 1000, "a" * 500 + "b" + "a" * 499
    finding = judged("echo", "echo.05", conversation(f"C| {sent}", f"S| {received}"))
    assert said(finding) == "byte 501 of 1000 came back changed"
    assert finding.first_wrong is not None
    assert finding.received is not None
    assert finding.received[finding.first_wrong] == ord("b")


def test_after_a_half_close_the_server_closes() -> None:
    echoed = ("C| abc", "(half-close)", "S| abc")
    assert judged("echo", "echo.06", conversation(*echoed, "(FIN)")).verdict == "pass"
    assert judged("echo", "echo.06", conversation(*echoed, "(silence)")).verdict == "timeout"
    assert judged("echo", "echo.06", conversation(*echoed, "(RST)")).verdict == "fail"
