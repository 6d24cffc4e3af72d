"""The output by which the programs of each language show a crash."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, final

_ErrorOf: TypeAlias = Callable[[str, re.Match[str]], str]


def _lines(pattern: str) -> re.Pattern[str]:
    """Compile a pattern in which ``^`` and ``$`` match at each line."""
    return re.compile(pattern, re.MULTILINE)


def _found(_text: str, found: re.Match[str]) -> str:
    """Return the error that the sign itself names."""
    return found["error"] if "error" in found.groupdict() else found[0]


def _below_python(text: str, found: re.Match[str]) -> str:
    """Return the first line below a traceback; for an exception group, its last error."""
    below = (line for line in text[found.end() :].splitlines()[1:] if line)
    named = next((line for line in below if line[0] not in " |+"), None)
    if named is None:
        grouped = re.findall(r"^\s*\| (\w[\w.]*(?:: .*)?)$", text[found.end() :], re.MULTILINE)
        named = grouped[-1] if grouped else found[0]
    return named


def _of_java(text: str, found: re.Match[str]) -> str:
    """Return the innermost cause: the exceptions around it only pass it on."""
    causes = re.findall(r"^Caused by: (.+)$", text[found.end() :], re.MULTILINE)
    return causes[-1] if causes else found["error"]


def _of_cpp(text: str, found: re.Match[str]) -> str:
    what = _lines(r"\n\s*what\(\):\s*(.+)").match(text, found.end())
    return f"{found['error']}: {what[1]}" if what else found["error"]


def _of_rust(text: str, found: re.Match[str]) -> str:
    below = text[found.end() :].strip("\n").split("\n")[0]
    return below or found[0]


_PYTHON = _lines(r'^[ |]*File "(?P<way>(?P<file>[^"\n]+))", line (?P<line>\d+)')
_JAVA = _lines(r"^\s+at (?P<way>[^\n(]*)\((?P<file>[^:()\n]+):(?P<line>\d+)\)")
_NODE = _lines(
    r"^(?:\s+at .*?)?\(?(?P<way>(?:file://)?(?P<file>(?:/|[A-Za-z]:\\|node:)[^\n()]*?)):(?P<line>\d+)"
    r"(?::\d+\)?)?$",
)
_GO = _lines(r"^\t(?P<way>(?P<file>[^\n]+\.go)):(?P<line>\d+)")
_DOTNET = _lines(r"^\s+at .* in (?P<way>(?P<file>[^\n]+?)):(?:line )?(?P<line>\d+)")
_PHP = _lines(r" in (?P<way>(?P<file>\S[^\n]*?))(?::| on line )(?P<line>\d+)\s*$")
_RUBY = _lines(r"^(?:\s+(?:\d+: )?from )?(?P<way>(?P<file>[^\s:]+)):(?P<line>\d+):in ")
_PERL = _lines(r" at (?P<way>(?P<file>\S+)) line (?P<line>\d+)")
_ASSERTED = _lines(r"^(?:\S+: )?(?P<way>(?P<file>[^\s:]+)):(?P<line>\d+): ")
_SANITIZED = _lines(r"^\s+#\d+ 0x[0-9a-f]+ in \S+ (?P<way>(?P<file>[^\n:]+)):(?P<line>\d+)")
_RUST = _lines(r"panicked at (?:'.*', )?(?P<way>(?P<file>[^\s:]+)):(?P<line>\d+)")
_NOWHERE = _lines(r"(?!)(?P<way>)(?P<file>)(?P<line>)")

_PERL_FAULTS = (
    r"Can't (?:call method|use|locate|modify|coerce|find|open perl script)|Not an? \w+ reference"
    r"|Undefined subroutine|Illegal (?:division|modulus)|Modification of|syntax error"
    r"|Wide character|(?:Global|Bareword|Cannot decode|Malformed)\b"
    r"|\S+ \"\\x[0-9A-F]+\" does not map"
)
"""How Perl's own errors begin. Any other text before "at FILE line N" may be an argument of
``die``, which is how a Perl program reports an error to its user.
"""


@final
@dataclass(frozen=True, slots=True)
class Sign:
    """How the programs of a language show a crash.

    :param pattern: matches output that only a crash prints.
    :param frames: matches a line that tells a place, with the groups ``file``, ``line`` and ``way``
        (the whole path).
    :param error: returns the error's name, given the whole output and the match of the sign.
    :param inmost_last: the innermost frame is printed last, not first.
    """

    pattern: re.Pattern[str]
    frames: re.Pattern[str] = _NOWHERE
    error: _ErrorOf = _found
    inmost_last: bool = False


_NODE_SOURCE = r"^\S.*:\d+\n(?:.*\n){0,4}?\s*\^+\s*\n+"
"""The line of the program that Node.js prints first, with carets below it."""

SIGNS = (
    Sign(
        _lines(r"^.*Traceback \(most recent call last\)"), _PYTHON, _below_python, inmost_last=True
    ),
    # Python prints only this for a program that cannot be parsed.
    Sign(
        _lines(r'^  File "[^"\n]+", line \d+\n(?:[ \t].*\n)*?(?P<error>\w+Error: .+)$'),
        _PYTHON,
    ),
    Sign(_lines(r"^Exception in thread (?:\".*?\" )?(?P<error>.+)$"), _JAVA, _of_java),
    Sign(_lines(r"^\S+\.java:\d+: (?P<error>error: .+)$"), _ASSERTED),
    Sign(_lines(r"^Error: (?P<error>Could not find or load main class .+)$")),
    Sign(_lines(r"^Unhandled [Ee]xception[.:]\s+(?P<error>\S.*)$"), _DOTNET),
    # The stacks of JavaScript: "at /home/client.js:3:9", "at f (/home/client.js:3:9)".
    Sign(
        _lines(rf"(?:{_NODE_SOURCE})?^(?P<error>\S.*)\n(?=\s+at \S.*[/:]\S*:\d+:\d+\)?$)"),
        _NODE,
    ),
    Sign(_lines(rf"{_NODE_SOURCE}^(?P<error>\w*Error: .+)$"), _NODE),
    Sign(_lines(r"^.*[Uu]nhandled (?:promise|rejection|'error').*$"), _NODE),
    # A stack that a program in Java prints itself: "at Client.main(Client.java:5)".
    Sign(
        _lines(r"^(?P<error>\S.*)\n(?=\s+at \S.*(?:\(.*:\d+\)|\(Native Method\)))"),
        _JAVA,
        _of_java,
    ),
    Sign(_lines(r"^(?:panic: |fatal error: )(?P<error>.+)$"), _GO),
    Sign(_lines(r"^.*goroutine \d+ \[.*$"), _GO),
    Sign(_lines(r"^(?:.*/)?\S+\.go:\d+:\d+: (?P<error>.+)$")),
    Sign(
        _lines(
            r"^(?:PHP )?(?:Fatal|Parse) error:\s+(?:Uncaught )?(?P<error>.+?)"
            r"(?= in \S.*(?::| on line )\d+\s*$)"
        ),
        _PHP,
    ),
    Sign(_lines(r"^\S+:\d+:in [`'].*?': (?P<error>.+\([\w:]+\))"), _RUBY),
    Sign(_lines(rf"^(?P<error>(?:{_PERL_FAULTS}).*?)(?= at \S+ line \d+)"), _PERL),
    Sign(_lines(r"thread '.*' (?:\(\d+\) )?panicked at.*$"), _RUST, _of_rust),
    Sign(
        _lines(r"^.*terminate called after throwing an instance of '(?P<error>.+)'$"),
        error=_of_cpp,
    ),
    Sign(_lines(r"^.*terminating due to uncaught exception of type (?P<error>.+)$")),
    Sign(_lines(r"^.*terminate called.*$")),
    Sign(
        _lines(r"ERROR: \w+Sanitizer: (?P<error>[^\n]+?)(?: on (?:unknown )?address .*)?$"),
        _SANITIZED,
    ),
    Sign(_lines(r"^\S+:\d+:\d+: (?P<error>runtime error: .+)$"), _ASSERTED),
    Sign(_lines(r"^.*: (?P<error>Assertion [`'].*' failed\.?)$"), _ASSERTED),
    Sign(
        _lines(
            r"^(?P<error>\*\*\* .+ \*\*\*: terminated|(?:free|malloc|realloc)\(\): .+"
            r"|double free or .+)$"
        )
    ),
    Sign(_lines(r"^.*(?P<error>Segmentation fault|Bus error|Floating point exception).*$")),
)
"""The signs, in the order of the search."""
