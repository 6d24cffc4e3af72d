"""Detects the language of a program, from its command line and the file that it runs.

Pure: `trio_sockets.check.harness.programs.program_language` reads the files.
"""

import re
import shlex
from collections.abc import Collection, Sequence
from pathlib import PurePath
from types import MappingProxyType

from trio_sockets.check.programming.language import ProgrammingLanguage as In

_STARTERS = MappingProxyType(
    {
        **dict.fromkeys(("python", "pythonw", "py", "pypy", "uv", "poetry", "pipenv"), In.PYTHON),
        **dict.fromkeys(("java", "javaw", "mvn", "gradle", "gradlew", "mvnw", "jshell"), In.JAVA),
        **dict.fromkeys(("node", "nodejs", "deno", "bun", "npm", "npx", "yarn"), In.JAVASCRIPT),
        **dict.fromkeys(("pnpm", "tsx", "ts-node"), In.JAVASCRIPT),
        **dict.fromkeys(("dotnet", "mono", "csi", "csharp", "dotnet-script"), In.CSHARP),
        "go": In.GO,
        "php": In.PHP,
        "ruby": In.RUBY,
        "jruby": In.RUBY,
        "bundle": In.RUBY,
        "perl": In.PERL,
        **dict.fromkeys(("cargo", "kotlin", "scala", "runghc", "lua", "Rscript"), In.OTHER),
    }
)
"""The interpreters of each language, by name without a version at the end."""

_SUFFIXES = MappingProxyType(
    {
        **dict.fromkeys((".py", ".pyw", ".pyz"), In.PYTHON),
        **dict.fromkeys((".java", ".jar", ".class"), In.JAVA),
        ".c": In.C,
        **dict.fromkeys((".cpp", ".cc", ".cxx", ".C"), In.CPP),
        **dict.fromkeys((".cs", ".csx"), In.CSHARP),
        **dict.fromkeys((".js", ".mjs", ".cjs", ".ts"), In.JAVASCRIPT),
        ".go": In.GO,
        **dict.fromkeys((".php", ".phar"), In.PHP),
        ".rb": In.RUBY,
        ".pl": In.PERL,
        **dict.fromkeys((".rs", ".hs", ".kt", ".scala", ".lua", ".d", ".nim", ".zig"), In.OTHER),
    }
)

_WRAPPERS = frozenset(
    {"busybox", "env", "exec", "nice", "nohup", "setsid", "stdbuf", "time", "timeout", "unbuffer"}
    | {"bwrap", "prlimit", "sudo", "systemd-run", "taskset", "valgrind", "winpty", "xvfb-run"}
)
"""Commands that run another command, given in their arguments."""

_SHELLS = frozenset(
    {"ash", "bash", "cmd", "dash", "fish", "ksh", "powershell", "pwsh", "sh", "zsh"}
)

_VARIABLE = re.compile(r"[A-Za-z_]\w*=")
_VERSION = re.compile(r"-?\d[\d.]*t?$")
_BINARIES = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")

_MARKS = (
    (b"\xff Go buildinf:", In.GO),
    (b"/rustc/", In.OTHER),
    (b"ghc-", In.OTHER),
    (b"BSJB", In.CSHARP),  # the metadata of .NET (ECMA-335, II.24.2.1)
    (b"libstdc++", In.CPP),
    (b"libc++", In.CPP),
    (b"_ZNSt", In.CPP),
)
"""Bytes that tell the language of a compiled program; the first that is found decides."""


def language_of_words(words: Sequence[str]) -> In | str | None:
    """Return the language that a command line tells, or the file to examine.

    :returns: a language; or the name of a program or script, if the command is not an interpreter
        of one language; or None if no word names a program.
    """
    for place, word in enumerate(words):
        name = _starter(word)
        if name in _STARTERS:
            return _STARTERS[name]
        if name in _SHELLS:
            return _of_shell(words[place + 1 :])
        suffix = PurePath(word).suffix
        if suffix in _SUFFIXES:
            return _SUFFIXES[suffix]
        if _VARIABLE.match(word) or (place and (word.startswith("-") or word[:1].isdigit())):
            continue  # a variable, an option of a wrapper, or a number of seconds
        if name not in _WRAPPERS:
            return word
    return None


def language_of_file(name: str, content: bytes, beside: Collection[str] = ()) -> In:
    """Return the language of a program by the content of its file.

    :param name: the name of the file.
    :param content: the whole content of the file.
    :param beside: the names of the files in its folder, which may hold a compiled program's source.
    """
    if content.startswith(_BINARIES):
        return _of_binary(name, content, beside)
    if b"\0" in content:
        return In.OTHER
    script = content.decode(errors="replace")
    first, _, rest = script.partition("\n")
    if first.startswith("#!"):
        told = language_of_words(_parted(first[2:]))
        if isinstance(told, In):
            return told
    return _of_script(rest if first.startswith("#!") else script)


def _of_shell(words: Sequence[str]) -> In | str | None:
    """Return the language of a shell's script, or of its command (``-c``, on Windows ``/c``)."""
    for place, word in enumerate(words):
        if word.casefold() in {"-c", "/c", "-lc", "-ec", "-command"}:
            return _of_script(" ".join(words[place + 1 :]))
        if not word.startswith(("-", "/q", "/Q")):
            return word
    return None


def _of_script(script: str) -> In:
    """Return the language of a shell script: that of its first command whose language is known."""
    for line in script.splitlines():
        for command in re.split(r"&&|\|\||[;|&]", line):
            told = language_of_words(_parted(command))
            if isinstance(told, In):
                return told
    return In.OTHER


def _of_binary(name: str, content: bytes, beside: Collection[str]) -> In:
    stem = PurePath(name).stem
    sources = {
        _SUFFIXES[path.suffix]
        for path in map(PurePath, beside)
        if path.stem == stem and path.suffix in _SUFFIXES and path.suffix not in {".jar", ".class"}
    }
    if len(sources) == 1:
        return sources.pop()
    return next((language for mark, language in _MARKS if mark in content), In.C)


def _starter(word: str) -> str:
    """Return a program's name without its folder, ``.exe`` and version."""
    name = PurePath(word.replace("\\", "/")).name
    for suffix in (".exe", ".EXE", ".cmd", ".bat"):
        name = name.removesuffix(suffix)
    return _VERSION.sub("", name) or name


def _parted(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:  # a quoted string that continues on the next line
        return line.split()
