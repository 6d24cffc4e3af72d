"""Names for connecting, listening and closing."""

from trio_sockets.check.programming.clauses import (
    an_error,
    comes_with,
    event,
    raises,
    returns,
    throws,
)
from trio_sockets.check.programming.term import Term
from trio_sockets.words import say

CONNECT = Term(
    python="connect()",
    java="new Socket(host, port)",
    c="connect()",
    csharp="Connect()",
    javascript="net.connect()",
    go="net.Dial()",
    php="socket_connect()",
    ruby="TCPSocket.new(host, port)",
    perl="IO::Socket::INET->new()",
    other="connect()",
)
"""The call that connects a client: a noun."""

REFUSED = Term(
    python=raises("connect()", "ConnectionRefusedError"),
    java=throws("new Socket(host, port)", "ConnectException"),
    c=returns("connect()", "-1 (ECONNREFUSED)"),
    csharp=throws("Connect()", "SocketException"),
    javascript=comes_with("error", "ECONNREFUSED"),
    go=an_error("net.Dial()"),
    php=returns("socket_connect()", "false"),
    ruby=raises("TCPSocket.new", "Errno::ECONNREFUSED"),
    perl=returns("IO::Socket::INET->new()", "undef"),
    other=say("the connection is refused"),
)
"""No program listens: a clause."""

LISTEN = Term(
    python="listen()",
    java="new ServerSocket(port, backlog)",
    c="listen()",
    csharp="Start(backlog)",
    javascript="listen()",
    go="net.Listen()",
    php="socket_listen()",
    ruby="listen()",
    perl="Listen => backlog",
    other="listen()",
)
"""The place where a server sets its backlog: a noun."""

ACCEPT = Term(
    python="accept()",
    java="accept()",
    c="accept()",
    csharp="AcceptTcpClient()",
    javascript=event("connection"),
    go="Accept()",
    php="socket_accept()",
    ruby="accept()",
    perl="accept()",
    other="accept()",
)
"""The call that accepts the next client: a noun."""

REUSE_ADDRESS = Term(
    python=say("set SO_REUSEADDR before bind(): s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)"),
    java=say("make new ServerSocket(), call setReuseAddress(true), and only then bind()"),
    c=say(
        "set SO_REUSEADDR before bind(): "
        "int on = 1; setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);"
    ),
    csharp=say(
        "before Start(): listener.Server.SetSocketOption(SocketOptionLevel.Socket, "
        "SocketOptionName.ReuseAddress, true)"
    ),
    javascript=say("listen() sets SO_REUSEADDR itself: does another program have the port?"),
    go=say("net.Listen() sets SO_REUSEADDR itself: does another program have the port?"),
    php=say("before socket_bind(): socket_set_option($s, SOL_SOCKET, SO_REUSEADDR, 1)"),
    ruby=say("TCPServer sets SO_REUSEADDR itself; a Socket needs setsockopt(:REUSEADDR, true)"),
    perl=say("give IO::Socket::INET->new() the argument ReuseAddr => 1"),
    other=say("set SO_REUSEADDR before bind()"),
)
"""How to reuse a port in TIME_WAIT: an imperative, or a question."""

AT_ONCE = Term(
    python=say("a thread, a task or a selector"),
    java=say("a thread each"),
    c=say("a thread or a fork() each, or poll()"),
    csharp=say("a thread or a Task each"),
    javascript=say("a handler of events each, and no loop that waits"),
    go=say("a goroutine each: go handle(conn)"),
    php=say("socket_select(), or a pcntl_fork() each"),
    ruby=say("a Thread each"),
    perl=say("a fork() each, or IO::Select"),
    other=say("a thread each, or a selector"),
)
"""What serves several clients at once: a noun."""

CLOSE = Term(
    python=say("close() called, or the `with` block left,"),
    java=say("close() called, or the try (...) block left,"),
    c=say("close() called"),
    csharp=say("Close() called, or the using block left,"),
    javascript=say("end() called"),
    go=say("Close() called"),
    php=say("socket_close() called"),
    ruby=say("close called"),
    perl=say("close called"),
    other=say("the socket closed"),
)
"""What closes a connection: a participle, after "is"."""

REAP = Term(
    python="signal.signal(signal.SIGCHLD, signal.SIG_IGN)",
    java="waitFor()",
    c=say("{call}, or waitpid() in a handler of SIGCHLD", call="signal(SIGCHLD, SIG_IGN)"),
    csharp="WaitForExit()",
    javascript=event("exit"),
    go="cmd.Wait()",
    php="pcntl_signal(SIGCHLD, SIG_IGN)",
    ruby="Process.detach(pid)",
    perl="$SIG{CHLD} = 'IGNORE'",
    other="waitpid()",
)
"""What takes note of the end of a child: a noun."""
