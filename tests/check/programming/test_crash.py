"""A crash is known by what the program printed, in each language, and tells what to look at."""

import pytest

from trio_sockets.check.programming.crash import Crash, read_crash
from trio_sockets.check.programming.crash_advice import crash_advice, describe_crash
from trio_sockets.check.programming.language import ProgrammingLanguage
from trio_sockets.check.programming.term import Term, in_language
from trio_sockets.words import say

PYTHON = """message sent
Traceback (most recent call last):
  File "/home/ana/client.py", line 8, in <module>
    s.recv(1024)
  File "/usr/lib/python3.11/ssl.py", line 80, in recv
    raise
ConnectionResetError: [Errno 104] Connection reset by peer
"""
THREAD = """Exception in thread Thread-1 (read):
Traceback (most recent call last):
  File "/usr/lib/python3.11/threading.py", line 1045, in _bootstrap_inner
ValueError: invalid literal for int() with base 10: 'x'
"""
GROUP = """  + Exception Group Traceback (most recent call last):
  |   File "client.py", line 3, in <module>
  | ExceptionGroup: one (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "client.py", line 9, in play
    | IndexError: list index out of range
    +------------------------------------
"""
UNPARSED = """  File "/home/ana/client.py", line 3
    x = (
        ^
SyntaxError: '(' was never closed
"""
JAVA = """Exception in thread "main" java.net.ConnectException: Connection refused
\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
\tat java.base/java.net.Socket.<init>(Socket.java:507)
\tat lab.Client.open(Client.java:5)
\tat lab.Client.main(Client.java:9)
"""
CAUSED = """Exception in thread "main" java.lang.RuntimeException: no game
\tat Client.main(Client.java:5)
Caused by: java.lang.NumberFormatException: For input string: "x"
\t... 1 more
"""
PRINTED_STACK = """java.net.SocketException: Broken pipe
\tat java.base/sun.nio.ch.NioSocketImpl.implWrite(NioSocketImpl.java:420)
\tat Client.main(Client.java:5)
"""
JAVASCRIPT = """node:events:497
      throw er; // Unhandled 'error' event
      ^

Error: connect ECONNREFUSED 127.0.0.1:50007
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)
Emitted 'error' event on Socket instance at:
    at emitErrorNT (node:internal/streams/destroy:169:8)
"""
OF_NULL = """/home/ana/client.js:3
  line.trim()
       ^

TypeError: Cannot read properties of null (reading 'trim')
    at hear (/home/ana/client.js:3:8)
    at Object.<anonymous> (/home/ana/client.js:9:1)
    at Module._compile (node:internal/modules/cjs/loader:1521:14)
"""
GO = """panic: runtime error: index out of range [3] with length 1

goroutine 1 [running]:
strings.Repeat(...)
\t/usr/local/go/src/strings/strings.go:540
main.play(...)
\t/home/ana/client.go:12
main.main()
\t/home/ana/client.go:20 +0x8e
"""
CPP = """terminate called after throwing an instance of 'std::invalid_argument'
  what():  stoi
"""
ASSERTED = "client: client.c:31: main: Assertion `n > 0' failed.\n"
SANITIZED = """=====
==9==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60 at pc 0x55 bp 0x7f sp 0x7f
    #0 0x7f1e in __interceptor_memcpy ../../src/libsanitizer/sanitizer_common/sanitizer.inc:827
    #1 0x560d in main /home/ana/client.c:14
"""
DOTNET = """Unhandled exception. System.FormatException: The input string 'x' was not correct.
   at System.Number.ThrowFormatException(String value)
   at Program.<Main>$(String[] args) in /home/ana/Program.cs:line 17
"""
PHP = """PHP Fatal error:  Uncaught TypeError: trim(): Argument #1 on null in /home/ana/client.php:5
Stack trace:
#0 {main}
  thrown in /home/ana/client.php on line 5
"""
RUBY = """/usr/lib/ruby/3.2.0/socket.rb:61:in `connect': Connection refused (Errno::ECONNREFUSED)
\tfrom client.rb:7:in `<main>'
"""
PERL = """Can't call method "print" on an undefined value at client.pl line 3.
"""
RUST = "thread 'main' panicked at src/main.rs:7:5:\ncalled `Result::unwrap()` on an `Err` value\n"

CRASHES: dict[str, Crash] = {
    PYTHON: Crash("ConnectionResetError: [Errno 104] Connection reset by peer", "client.py", 8),
    THREAD: Crash("ValueError: invalid literal for int() with base 10: 'x'"),
    GROUP: Crash("IndexError: list index out of range", "client.py", 9),
    UNPARSED: Crash("SyntaxError: '(' was never closed", "client.py", 3),
    JAVA: Crash("java.net.ConnectException: Connection refused", "Client.java", 5),
    CAUSED: Crash('java.lang.NumberFormatException: For input string: "x"', "Client.java", 5),
    PRINTED_STACK: Crash("java.net.SocketException: Broken pipe", "Client.java", 5),
    JAVASCRIPT: Crash("Error: connect ECONNREFUSED 127.0.0.1:50007"),
    OF_NULL: Crash("TypeError: Cannot read properties of null (reading 'trim')", "client.js", 3),
    GO: Crash("runtime error: index out of range [3] with length 1", "client.go", 12),
    CPP: Crash("std::invalid_argument: stoi"),
    ASSERTED: Crash("Assertion `n > 0' failed.", "client.c", 31),
    SANITIZED: Crash("heap-buffer-overflow", "client.c", 14),
    DOTNET: Crash(
        "System.FormatException: The input string 'x' was not correct.", "Program.cs", 17
    ),
    PHP: Crash("TypeError: trim(): Argument #1 on null", "client.php", 5),
    RUBY: Crash("Connection refused (Errno::ECONNREFUSED)", "client.rb", 7),
    PERL: Crash('Can\'t call method "print" on an undefined value', "client.pl", 3),
    RUST: Crash("called `Result::unwrap()` on an `Err` value", "main.rs", 7),
    "Segmentation fault (core dumped)\n": Crash("Segmentation fault"),
}


@pytest.mark.parametrize("output", CRASHES)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_crash_is_read_with_its_place(output: str, end: str) -> None:
    assert read_crash(output.replace("\n", end).encode()) == CRASHES[output]


@pytest.mark.parametrize(
    "output",
    [
        "",
        "Found: 50\n",
        "Error: the server has closed\n",
        "An unhandled reply: ERR busy\n",
        "The server is gone\n  at 12:30:05\n",
        "Cannot connect: Connection refused at client.pl line 3.\n",
        "PHP Warning:  socket_connect(): refused in /home/ana/client.php on line 5\n",
        "2026/01/31 09:15:30 dial tcp 127.0.0.1:50007: connect: connection refused\n",
        "\xff\xfe",
    ],
)
def test_a_message_is_no_crash(output: str) -> None:
    assert read_crash(output.encode("latin-1")) is None


def look(output: str, language: ProgrammingLanguage = ProgrammingLanguage.PYTHON) -> str:
    words = crash_advice(read_crash(output.encode()), 1)
    return "" if words is None else in_language(words, language).read()


@pytest.mark.parametrize(
    ("output", "language", "advice"),
    [
        (PYTHON, ProgrammingLanguage.PYTHON, "recv() raises ConnectionResetError. So put"),
        (THREAD, ProgrammingLanguage.PYTHON, "catch ValueError around int()"),
        (GROUP, ProgrammingLanguage.PYTHON, "fewer parts"),
        (UNPARSED, ProgrammingLanguage.PYTHON, "broken there"),
        (JAVA, ProgrammingLanguage.JAVA, "new Socket(host, port) throws ConnectException. So put"),
        (CAUSED, ProgrammingLanguage.JAVA, "catch NumberFormatException"),
        (PRINTED_STACK, ProgrammingLanguage.JAVA, "write() throws SocketException"),
        (JAVASCRIPT, ProgrammingLanguage.JAVASCRIPT, "handle the 'error' event"),
        (OF_NULL, ProgrammingLanguage.JAVASCRIPT, "the 'end' event comes"),
        (GO, ProgrammingLanguage.GO, "fewer parts"),
        (CPP, ProgrammingLanguage.CPP, "std::stoi()"),
        (SANITIZED, ProgrammingLanguage.C, "memory that is not its own"),
        (DOTNET, ProgrammingLanguage.CSHARP, "int.TryParse()"),
        (PHP, ProgrammingLanguage.PHP, "fgets() false"),
        (RUBY, ProgrammingLanguage.RUBY, "rescue SystemCallError"),
        (PERL, ProgrammingLanguage.PERL, "<$socket> returns undef"),
    ],
)
def test_the_advice_follows_from_the_crash(
    output: str, language: ProgrammingLanguage, advice: str
) -> None:
    assert advice in look(output, language)


def test_a_check_that_sent_pieces_knows_better_what_upset_the_program() -> None:
    pieces = say("Go on receiving.")
    assert crash_advice(read_crash(THREAD.encode()), 1, received=pieces) == pieces
    refused = crash_advice(read_crash(JAVA.encode()), 1, received=pieces)
    assert refused is not None
    assert refused != pieces


@pytest.mark.parametrize(
    ("exit_code", "advice"),
    [
        (-13, "call signal(SIGPIPE, SIG_IGN)"),
        (-11, "memory that is not its own"),
        (139, "memory that is not its own"),
        (-8, "divided by zero"),
        (126, "chmod"),
        (127, "did not find the command"),
    ],
)
def test_a_signal_and_the_exit_code_of_a_shell_tell_as_much(exit_code: int, advice: str) -> None:
    words = crash_advice(None, exit_code)
    assert words is not None
    assert advice in in_language(words, ProgrammingLanguage.C).read()


@pytest.mark.parametrize("exit_code", [None, 0, 1, 2, 255, -63])
def test_other_ends_tell_nothing(exit_code: int | None) -> None:
    assert crash_advice(None, exit_code) is None


def test_a_server_is_told_how_a_server_survives() -> None:
    catch = Term(**dict.fromkeys((each.value for each in ProgrammingLanguage), "end that client"))
    words = crash_advice(read_crash(PYTHON.encode()), 1, catch=catch)
    assert words is not None
    assert words.read().endswith("So end that client.")


def test_a_crash_is_described_with_its_place() -> None:
    words = describe_crash(read_crash(PERL.encode()), 255)
    assert words is not None
    assert words.read() == (
        'it crashed: Can\'t call method "print" on an undefined value (client.pl, line 3)'
    )
    signal = describe_crash(None, -11)
    assert signal is not None
    assert signal.read() == "it crashed: the system ended it by the signal SIGSEGV"
    assert describe_crash(None, 1) is None
