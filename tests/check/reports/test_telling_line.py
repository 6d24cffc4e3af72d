"""Which line of a program's output tells why it ended."""

import pytest

from trio_sockets.check.text.telling_line import telling_line

PYTHON = """Traceback (most recent call last):
  File "server.py", line 3, in <module>
    s.bind(("", 50009))
OSError: [Errno 98] Address already in use"""
JAVA = """Exception in thread "main" java.net.BindException: Address already in use
\tat java.base/sun.nio.ch.Net.bind0(Native Method)
\tat GameServer.main(GameServer.java:7)
\t... 3 more"""
NODE = """/lab/server.js:3
const x = ;
          ^

SyntaxError: Unexpected token ';'
    at internalCompileFunction (node:internal/vm:73:18)

Node.js v18.19.0"""


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (PYTHON, "OSError: [Errno 98] Address already in use"),
        (JAVA, 'Exception in thread "main" java.net.BindException: Address already in use'),
        (NODE, "SyntaxError: Unexpected token ';'"),
        ("listening\nusage: server PORT\n", "usage: server PORT"),
        ("bind: Address already in use\nbye\n", "bind: Address already in use"),
        ("", ""),
    ],
)
def test_it_names_the_error_and_not_the_place(output: str, line: str) -> None:
    assert telling_line(output) == line
