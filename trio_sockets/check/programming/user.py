"""Names for a program's input, output, errors and exit."""

from trio_sockets.check.programming.clauses import (
    comes,
    either_returns,
    raises,
    returns,
)
from trio_sockets.check.programming.term import Term
from trio_sockets.words import say

INPUT = Term(
    python="input()",
    java="Scanner.nextLine()",
    c="fgets(..., stdin)",
    cpp="std::getline(std::cin, line)",
    csharp="Console.ReadLine()",
    javascript="readline.question()",
    go="bufio.Scanner",
    php="readline()",
    ruby="gets",
    perl="<STDIN>",
    other=say("a read of the standard input"),
)
"""The call that reads what the user types: a noun."""

INPUT_END = Term(
    python=raises("input()", "EOFError"),
    java=say("nextLine() throws NoSuchElementException, or readLine() returns null"),
    c=either_returns("fgets()", "NULL", "scanf()", "EOF"),
    cpp=returns("std::getline()", "false"),
    csharp=returns("Console.ReadLine()", "null"),
    javascript=comes("close"),
    go=returns("Scan()", "false"),
    php=returns("readline()", "false"),
    ruby=returns("gets", "nil"),
    perl=returns("<STDIN>", "undef"),
    other=say("a read returns the end of the file"),
)
"""The standard input has ended: a clause."""

PRINT = Term(
    python="print()",
    java="System.out.println()",
    c="printf()",
    cpp="std::cout",
    csharp="Console.WriteLine()",
    javascript="console.log()",
    go="fmt.Println()",
    php="echo",
    ruby="puts",
    perl="print",
    other=say("the output"),
)
"""The call that prints something for the user: a noun."""

FLUSH = Term(
    python="print(..., flush=True)",
    java="System.out.flush()",
    c="fflush(stdout)",
    cpp="std::flush",
    csharp="Console.Out.Flush()",
    javascript="console.log()",
    go="Flush()",
    php="flush()",
    ruby="$stdout.flush",
    perl="$| = 1",
    other=say("a flush of the output"),
)
"""The call that flushes the output: a noun."""

EXIT = Term(
    python="sys.exit(1)",
    java="System.exit(1)",
    c="return 1",
    csharp="Environment.Exit(1)",
    javascript="process.exit(1)",
    go="os.Exit(1)",
    php="exit(1)",
    ruby="exit(1)",
    perl="exit 1",
    other=say("the exit code 1"),
)
"""The call that ends a program as failed: a noun."""

CATCH = Term(
    python=say("put the conversation into {code}", code="try: ... except OSError"),
    java=say("put the conversation into {code}", code="try { ... } catch (IOException e)"),
    c=say("check what connect(), send() and recv() return"),
    csharp=say(
        "put the conversation into {code}",
        code="try { ... } catch (Exception e) when (e is IOException or SocketException)",
    ),
    javascript=say("handle the {event} event of the socket", event="'error'"),
    go=say("check the error of net.Dial(), Read() and Write()"),
    php=say("check what socket_connect(), socket_write() and socket_read() return"),
    ruby=say("put the conversation into {code}", code="begin ... rescue SystemCallError, EOFError"),
    perl=say("check what new(), print and <$socket> return"),
    other=say("catch the errors of the connection"),
)
"""How to catch a network error: an imperative."""

CATCH_EACH = Term(
    python=say("put each client's conversation into {code}", code="try: ... except Exception"),
    java=say("put each client's conversation into {code}", code="try { ... } catch (Exception e)"),
    c=say("look at what each call returns, and never call exit() for one client"),
    cpp=say("look at what each call returns, and catch exceptions for each client alone"),
    csharp=say(
        "put each client's conversation into {code}", code="try { ... } catch (Exception e)"
    ),
    javascript=say("handle the {event} event of each socket", event="'error'"),
    go=say("return from the goroutine of this client, and never call log.Fatal() or panic()"),
    php=say("look at what each call returns, and never call exit() or die() for one client"),
    ruby=say("put each client's conversation into {code}", code="begin ... rescue StandardError"),
    perl=say("put each client's conversation into {code}", code="eval { ... }"),
    other=say("catch the errors of each client alone"),
)
"""How a server survives what happens to one client: an imperative."""
