"""The lines of strace are read as it writes them, whatever language the program is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.trace.model.events import Begin, End, Event, Exit, Named, Shut, Signal
from trio_sockets.trace.sources.strace_lines import split_arguments, strings
from trio_sockets.trace.sources.system_calls import SystemCalls

PAIR = "4<TCPv6:[[::ffff:127.0.0.1]:5001->[::ffff:127.0.0.1]:4001]>"


def read(*lines: str) -> list[Event]:
    """Read lines of one program; each begins with its thread, 1 unless it says another."""
    calls = SystemCalls("server")
    events = []
    for number, line in enumerate(lines):
        thread, _, rest = line.partition(" ") if line[0].isdigit() else ("1", "", line)
        events += calls.read(f"{thread} 100.{number:06d} {rest}")
    return events


def test_a_call_on_one_line_begins_and_ends() -> None:
    begin, end = read("socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3<TCP:[52]> <0.5>")
    assert begin == Begin(100.0, "server", 1, "socket")
    assert end == End(100.5, "server", 1, made=1)


def test_a_call_that_goes_on_is_told_at_once() -> None:
    events = read(
        "accept4(3<TCP:[0.0.0.0:5001]>,  <unfinished ...>",
        "<... accept4 resumed>NULL, NULL, SOCK_CLOEXEC) = "
        "4<TCP:[127.0.0.1:5001->127.0.0.1:4001]> <2.000000>",
    )
    assert events == [
        Begin(100.0, "server", 1, "accept", socket=1),
        End(102.0, "server", 1, "127.0.0.1:4001", made=2),
        Named(102.0, "server", 2, "127.0.0.1:5001", "127.0.0.1:4001"),
    ]


@pytest.mark.parametrize(
    ("line", "name", "data"),
    [
        (f'recvfrom({PAIR}, "hi", 1024, 0, NULL, NULL) = 2 <0.1>', "recv", b"hi"),
        (f'read({PAIR}, "\\303\\251\\0\\"", 1024) = 4 <0.1>', "read", b'\xc3\xa9\0"'),
        (
            f'readv({PAIR}, [{{iov_base="ab", iov_len=2}}, {{iov_base="cd", iov_len=9}}], 2) = 4',
            "readv",
            b"abcd",
        ),
        (
            f'recvmsg({PAIR}, {{msg_iov=[{{iov_base="hi", iov_len=100}}]}}, 0) = 2',
            "recvmsg",
            b"hi",
        ),
    ],
)
def test_what_came_is_told_whichever_call_took_it(line: str, name: str, data: bytes) -> None:
    named, begin, end = read(line)
    assert named == Named(100.0, "server", 1, "127.0.0.1:5001", "127.0.0.1:4001")
    assert isinstance(begin, Begin)
    assert isinstance(end, End)
    assert (begin.name, end.data, end.size) == (name, data, len(data))


@pytest.mark.parametrize(
    ("line", "name", "data"),
    [
        (f'sendto({PAIR}, "hi", 2, MSG_NOSIGNAL, NULL, 0) = 2 <0.1>', "send", b"hi"),
        (f'write({PAIR}, "hi"..., 5000) = 5000 <0.1>', "write", b"hi"),
        (
            f'writev({PAIR}, [{{iov_base="ab", iov_len=2}}, {{iov_base="cd", iov_len=2}}], 2) = 4',
            "writev",
            b"abcd",
        ),
    ],
)
def test_what_is_sent_is_told(line: str, name: str, data: bytes) -> None:
    _, begin, end = read(line)
    assert isinstance(begin, Begin)
    assert isinstance(end, End)
    assert (begin.name, begin.data) == (name, data)
    assert begin.size == end.size > 0


def test_a_peek_says_so() -> None:
    _, begin, _ = read(f'recvfrom({PAIR}, "hi", 1024, MSG_PEEK, NULL, NULL) = 2 <0.1>')
    assert isinstance(begin, Begin)
    assert begin.detail == "1024, MSG_PEEK"


def test_files_are_passed_over() -> None:
    assert (
        read(
            'read(3</etc/passwd>, "root", 832) = 4 <0.1>',
            "close(3</etc/passwd>) = 0 <0.1>",
            'write(1</dev/pts/0<char 136:0>>, "x", 1) = 1 <0.1>',
            "socket(AF_UNIX, SOCK_STREAM, 0) = 3<UNIX-STREAM:[5]> <0.1>",
            "poll([{fd=1</dev/pts/0>, events=POLLIN}], 1, -1) = 1 <3.0>",
        )
        == []
    )


def test_threads_share_descriptors_and_children_have_them_too() -> None:
    events = read(
        "1 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3<TCP:[52]> <0.1>",
        "1 clone3({flags=CLONE_VM|CLONE_FILES|CLONE_THREAD} => {parent_tid=[2]}, 88) = 2",
        "2 listen(3<TCP:[127.0.0.1:5001]>, 1) = 0 <0.1>",
        "1 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD) = 3",
        "1 close(3<TCP:[127.0.0.1:5001]>) = 0 <0.1>",
        "3 +++ exited with 0 +++",
    )
    threads = [event.thread for event in events if isinstance(event, Begin)]
    assert threads == ["", "thread 2", ""]
    [shut] = [event for event in events if isinstance(event, Shut)]
    assert (shut.at, shut.call) == (100.000005, None)
    assert events[-1] == Exit(100.000005, "server", 0, thread="process 2")


def test_what_a_child_does_before_its_clone_returns_is_not_lost() -> None:
    events = read(
        "1 fork( <unfinished ...>",
        "2 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3<TCP:[52]> <0.1>",
        "1 <... fork resumed>) = 2 <0.1>",
    )
    assert [event.thread for event in events if isinstance(event, Begin)] == ["process 2"]


def test_a_copy_keeps_a_socket_and_another_program_loses_it() -> None:
    copied = read(
        "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3<TCP:[52]>",
        "dup2(3<TCP:[52]>, 5) = 5<TCP:[52]>",
        "close(3<TCP:[52]>) = 0",
    )
    assert not [event for event in copied if isinstance(event, Shut)]
    replaced = read(
        "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3<TCP:[52]>",
        'execve("/bin/true", ["true"], 0x1) = 0',
    )
    assert [event for event in replaced if isinstance(event, Shut)]


def test_a_linger_of_nothing_makes_a_close_a_reset() -> None:
    *_, shut, _ = read(
        f"setsockopt({PAIR}, SOL_SOCKET, SO_LINGER, {{l_onoff=1, l_linger=0}}, 8) = 0",
        f"close({PAIR}) = 0 <0.1>",
    )
    assert isinstance(shut, Shut)
    assert shut.how == "abort"


def test_a_signal_and_an_end_by_one_are_told() -> None:
    events = read(
        f'write({PAIR}, "x", 1) = -1 EPIPE (Broken pipe) <0.1>',
        "--- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER} ---",
        "+++ killed by SIGPIPE +++",
    )
    assert [event.error for event in events if isinstance(event, End)] == ["EPIPE"]
    assert Signal(100.000001, "server", "SIGPIPE") in events
    assert events[-1] == Exit(100.000002, "server", None, "SIGPIPE")


def test_a_poll_is_told_if_it_waits_for_sockets() -> None:
    line = f"poll([{{fd={PAIR}, events=POLLIN}}], 1, 3000) = 1 <TIME>"
    assert [type(event) for event in read(line.replace("TIME", "0.500000"))] == [Begin, End]
    assert read(line.replace("TIME", "0.000010")) == []


@given(st.text(max_size=200))
def test_any_line_is_read(text: str) -> None:
    calls = SystemCalls("server")
    for line in (text, f"1 1.0 {text}", f"1 1.0 read({text}", f"1 1.0 <... read resumed>{text}"):
        calls.read(line)


@given(st.binary(max_size=50))
def test_a_string_comes_back_from_its_escapes(data: bytes) -> None:
    octal = "".join(f"\\{byte:03o}" for byte in data)
    assert strings(f'"{octal}"') == data
    assert strings('"' + "".join(f"\\x{byte:02x}" for byte in data) + '"...') == data


def test_brackets_and_strings_hold_commas() -> None:
    text = '3<TCP:[1.2.3.4:5->6.7.8.9:10]>, "a,\\")(", {a=[1, 2], b=htons(3)}, [16]) = 0'
    assert split_arguments(text)[0] == [
        "3<TCP:[1.2.3.4:5->6.7.8.9:10]>",
        '"a,\\")("',
        "{a=[1, 2], b=htons(3)}",
        "[16]",
    ]
