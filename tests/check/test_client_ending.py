"""A program that crashed is known by what it printed."""

import pytest

from trio_sockets.check.ending import Ending

PYTHON = """message sent
Traceback (most recent call last):
  File "client.py", line 8, in <module>
    s.recv(1024)
ConnectionResetError: [Errno 104] Connection reset by peer
"""
THREAD = """Exception in thread Thread-1 (read):
Traceback (most recent call last):
  File "threading.py", line 1045, in _bootstrap_inner
ValueError: invalid literal for int()
"""
GROUP = """  + Exception Group Traceback (most recent call last):
  |   File "client.py", line 3, in <module>
  | ExceptionGroup: one (1 sub-exception)
"""
JAVA = """Exception in thread "main" java.net.ConnectException: Connection refused
\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
\tat Client.main(Client.java:5)
"""
PRINTED_STACK = """java.net.SocketException: Connection reset
\tat Client.main(Client.java:5)
"""
JAVASCRIPT = """node:events:497
      throw er; // Unhandled 'error' event
      ^

Error: connect ECONNREFUSED 127.0.0.1:50007
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)
"""
RUST = "thread 'main' panicked at src/main.rs:7:5:\ncalled `Result::unwrap()` on an `Err` value\n"
CPP = "terminate called after throwing an instance of 'std::runtime_error'\n"
GO = "panic: runtime error\n\ngoroutine 1 [running]:\nmain.main()\n"


@pytest.mark.parametrize(
    ("output", "crash"),
    [
        (PYTHON, "ConnectionResetError: [Errno 104] Connection reset by peer"),
        (THREAD, "ValueError: invalid literal for int()"),
        (GROUP, "+ Exception Group Traceback (most recent call last)"),
        (
            JAVA,
            'Exception in thread "main" java.net.ConnectException: Connection refused',
        ),
        (PRINTED_STACK, "java.net.SocketException: Connection reset"),
        (JAVASCRIPT, "Error: connect ECONNREFUSED 127.0.0.1:50007"),
        (RUST, "thread 'main' panicked at src/main.rs:7:5:"),
        (CPP, "terminate called after throwing an instance of 'std::runtime_error'"),
        (GO, "goroutine 1 [running]:"),
        ("Segmentation fault (core dumped)\n", "Segmentation fault (core dumped)"),
        (
            "Unhandled exception. System.IO.IOException\n",
            "Unhandled exception. System.IO.IOException",
        ),
        (
            PYTHON.replace("\n", "\r\n"),
            "ConnectionResetError: [Errno 104] Connection reset by peer",
        ),
    ],
)
def test_a_crash_is_named(output: str, crash: str) -> None:
    assert Ending(exit_code=1, output=output.encode()).crash == crash


@pytest.mark.parametrize(
    "output",
    [
        "",
        "Found: 50\n",
        "Error: the server has closed\n",
        "An unhandled reply: ERR busy\n",
        "The server is gone\n  at 12:30:05\n",
        "\xff\xfe",
    ],
)
def test_a_message_is_no_crash(output: str) -> None:
    assert Ending(exit_code=1, output=output.encode("latin-1")).crash is None
