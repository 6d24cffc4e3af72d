"""Names for receiving, the end of a stream and errors of receiving."""

from trio_sockets.check.programming.clauses import (
    an_error,
    comes,
    comes_with,
    either_returns,
    event,
    raises,
    returns,
    throws,
)
from trio_sockets.check.programming.term import Term
from trio_sockets.words import say

RECV = Term(
    python="recv()",
    java="read()",
    c="recv()",
    csharp="Read()",
    javascript=event("data"),
    go="Read()",
    php="socket_read()",
    ruby="readpartial()",
    perl="sysread()",
    other=say("a read"),
)
"""The call that receives bytes: a noun."""

END = Term(
    python=returns("recv()", "b''"),
    java=either_returns("readLine()", "null", "read()", "-1"),
    c=either_returns("recv()", "0", "fgets()", "NULL"),
    cpp=returns("recv()", "0"),
    csharp=either_returns("ReadLine()", "null", "Read()", "0"),
    javascript=comes("end"),
    go=say(
        "{call} returns {value}, and {other} false", call="Read()", value="io.EOF", other="Scan()"
    ),
    php=either_returns("socket_read()", "''", "fgets()", "false"),
    ruby=say(
        "{call} returns {value}, or {other} raises {error}",
        call="gets",
        value="nil",
        other="readpartial()",
        error="EOFError",
    ),
    perl=either_returns("<$socket>", "undef", "sysread()", "0"),
    other=say("a read returns no bytes, which is the end of the stream"),
)
"""The other side has closed: a clause."""

RESET = Term(
    python=raises("recv()", "ConnectionResetError"),
    java=throws("read()", "SocketException"),
    c=returns("recv()", "-1 (ECONNRESET)"),
    csharp=throws("Read()", "IOException"),
    javascript=comes_with("error", "ECONNRESET"),
    go=an_error("Read()"),
    php=returns("socket_read()", "false"),
    ruby=raises("readpartial()", "Errno::ECONNRESET"),
    perl=returns("sysread()", "undef ($!{ECONNRESET})"),
    other=say("a read fails"),
)
"""The other side has reset the connection (RST): a clause."""

RESET_ERROR = Term(
    python="ConnectionResetError",
    java="SocketException",
    c="ECONNRESET",
    csharp="IOException",
    javascript=event("error"),
    go=say("the error of {call}", call="Read()"),
    php=say("the false of {call}", call="socket_read()"),
    ruby="Errno::ECONNRESET",
    perl="$!{ECONNRESET}",
    other=say("the error of a read"),
)
"""How a reset is reported: a noun."""

READ_LINE = Term(
    python=say("the lines of {call}", call="socket.makefile()"),
    java="BufferedReader.readLine()",
    c='fgets(..., fdopen(s, "r"))',
    cpp=say("a std::string that collects what recv() returns"),
    csharp="StreamReader.ReadLine()",
    javascript="readline.createInterface({ input: socket })",
    go="bufio.Scanner",
    php="fgets()",
    ruby="gets",
    perl="<$socket>",
    other=say("a buffered reader"),
)
"""What reads whole lines, in whatever pieces they arrive: a noun."""

UP_TO = Term(
    python=say("{call} returns at most 1024 bytes", call="recv(1024)"),
    java=say("{call} returns at most as many bytes as the buffer holds", call="read(buffer)"),
    c=say("{call} returns at most as many bytes as the buffer holds", call="recv()"),
    csharp=say("{call} returns at most as many bytes as the buffer holds", call="Read()"),
    javascript=say("the {event} event brings some of the bytes", event="'data'"),
    go=say("{call} returns at most as many bytes as the buffer holds", call="Read()"),
    php=say("{call} returns at most 1024 bytes", call="socket_read($s, 1024)"),
    ruby=say("{call} returns at most 1024 bytes", call="readpartial(1024)"),
    perl=say("{call} returns at most 1024 bytes", call="sysread($s, $data, 1024)"),
    other=say("a read returns at most as many bytes as the buffer holds"),
)
"""How many bytes one call returns: a clause, to which "and maybe fewer" is added."""
