"""Names for sending and its errors."""

from trio_sockets.check.programming.clauses import comes_with, event, raises, throws
from trio_sockets.check.programming.term import Term
from trio_sockets.words import say

SEND_ALL = Term(
    python="sendall()",
    java="write()",
    c="send()",
    csharp="Write()",
    javascript="write()",
    go="Write()",
    php="socket_write()",
    ruby="write()",
    perl="print",
    other=say("a send"),
)
"""The call that sends a whole message: a noun."""

SEND_LINE = Term(
    python="print(..., file=f)",
    java="println()",
    c=say("another {call}", call="send()"),
    csharp="WriteLine()",
    javascript=say("another {call}", call="write()"),
    go="fmt.Fprintln()",
    php="PHP_EOL",
    ruby="puts",
    perl="say",
    other=say("the call that sends it"),
)
"""What ends a line by itself: a noun."""

PARTIAL_SEND = Term(
    python=say("send() may send only a part; sendall() sends everything"),
    java=say(
        "write() sends everything, but a BufferedWriter or a PrintWriter keeps it until flush()"
    ),
    c=say("send() may send only a part, and returns how much"),
    csharp=say("Socket.Send() may send only a part; NetworkStream.Write() sends everything"),
    javascript=say(
        "write() buffers what the system does not accept yet, and sends everything in the end"
    ),
    go=say("Write() sends everything, or returns an error; a bufio.Writer keeps it until Flush()"),
    php=say("socket_write() may send only a part, and returns how much"),
    ruby=say("write_nonblock() may send only a part; write() sends everything"),
    perl=say("syswrite() may send only a part; print keeps it until a flush"),
    other=say("a send may send only a part, and tells how much"),
)
"""How much of a message a call sends: a clause."""

SEND_WHOLE = Term(
    python=say("use sendall(), or check what send() returns"),
    java=say("flush() after each message"),
    c=say("check what send() returns, and send the rest in a loop"),
    csharp=say("use NetworkStream.Write(), and Flush() a StreamWriter after each message"),
    javascript=say("call end() only after the last write(), and never destroy() before it is sent"),
    go=say("Flush() a bufio.Writer after each message, and check the error"),
    php=say("check what socket_write() returns, and send the rest in a loop"),
    ruby=say("use write(), or check what write_nonblock() returns"),
    perl=say("turn on autoflush(1), or check what syswrite() returns"),
    other=say("check how much was sent, send the rest in a loop, and flush any buffer"),
)
"""How a whole message is sent: an imperative."""

BROKEN_PIPE = Term(
    python=raises("sendall()", "BrokenPipeError"),
    java=throws("write()", "SocketException"),
    c=say("send() raises the signal SIGPIPE, which ends the program, or returns -1 (EPIPE)"),
    csharp=throws("Write()", "IOException"),
    javascript=comes_with("error", "EPIPE"),
    go=say("{call} returns an error", call="Write()"),
    php=say("{call} returns {value}", call="socket_write()", value="false"),
    ruby=raises("write()", "Errno::EPIPE"),
    perl=say("print raises the signal SIGPIPE, which ends the program"),
    other=say("a send fails, or raises the signal SIGPIPE"),
)
"""The other side has closed the connection before a send: a clause."""

SURVIVE_SIGPIPE = Term(
    python=say("catch BrokenPipeError separately for each client"),
    java=say("catch IOException separately for each client"),
    c=say("call signal(SIGPIPE, SIG_IGN), and check what send() returns"),
    csharp=say("catch IOException separately for each client"),
    javascript=say("handle the {event} event of each socket", event="'error'"),
    go=say("check the error of each Write()"),
    php=say("check what socket_write() returns"),
    ruby=say("rescue Errno::EPIPE separately for each client"),
    perl=say("set $SIG{{PIPE}} = 'IGNORE', and check what print returns"),
    other=say("ignore the signal SIGPIPE, and check what each send returns"),
)
"""How a program survives such a send: an imperative."""

SEND_ERROR = Term(
    python="BrokenPipeError",
    java="SocketException",
    c="SIGPIPE",
    csharp="IOException",
    javascript=event("error"),
    go=say("the error of {call}", call="Write()"),
    php=say("the false of {call}", call="socket_write()"),
    ruby="Errno::EPIPE",
    perl="SIGPIPE",
    other=say("the error of a send"),
)
"""How a failed send is reported: a noun."""
