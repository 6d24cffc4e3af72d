"""ABNF (RFC 5234, RFC 7405) as regular expressions over bytes, for rules that do not recurse."""

import re
from collections.abc import Iterator

CORE = """
DIGIT = %x30-39
SP    = %x20
HTAB  = %x09
CR    = %x0D
LF    = %x0A
"""
"""The core rules of RFC 5234, appendix B.1, that are in use."""

TOKEN = re.compile(
    r"""\s*(?:
        (?P<repeat>\d*\*\d*|\d+)(?=[\w(%"\[])
      | (?P<open>[(\[])
      | (?P<close>[)\]])
      | (?P<slash>/)
      | (?P<string>(?:%[si])?"[^"]*")
      | (?P<byte>%x[0-9A-F]{2}(?:-[0-9A-F]{2})?)
      | (?P<rule>[A-Za-z][A-Za-z0-9-]*)
    )""",
    re.VERBOSE,
)


class Grammar:
    """A set of rules. `pattern` turns one into what `re.fullmatch` takes."""

    def __init__(self, source: str) -> None:
        without_comments = re.sub(r"\s*;.*", "", source + CORE)
        unfolded = re.sub(r"\n[ \t]+", " ", without_comments)
        self.rules: dict[str, str] = {}
        for line in filter(None, map(str.strip, unfolded.splitlines())):
            name, equals, definition = line.partition("=")
            assert equals, f"this is no rule: {line}"
            assert name.strip() not in self.rules, f"{name} is defined twice"
            self.rules[name.strip()] = definition.strip()

    def used(self) -> set[str]:
        """Return the names that some definition uses."""
        return {
            value
            for definition in self.rules.values()
            for kind, value in _tokens(definition)
            if kind == "rule"
        }

    def pattern(self, rule: str) -> bytes:
        return b"(?s:" + self._translated(rule).encode("latin-1") + b")"

    def _translated(self, rule: str) -> str:
        parts, repeat = [], ""
        for kind, value in _tokens(self.rules[rule]):
            match kind:
                case "repeat":
                    repeat = _quantifier(value)
                    continue
                case "open":
                    # A repetition stands before its group; nothing on the pages needs that.
                    assert not repeat, f"{rule} repeats a group"
                    parts.append("(?:")
                    continue
                case "close":
                    parts.append(")?" if value == "]" else ")")
                case "slash":
                    parts.append("|")
                case "string":
                    parts.append(_string(value) + repeat)
                case "byte":
                    parts.append("[" + re.sub(r"%?x?([0-9A-F]{2})", r"\\x\1", value) + "]" + repeat)
                case _:
                    parts.append(f"(?:{self._translated(value)}){repeat}")
            repeat = ""
        return "".join(parts)


def _tokens(definition: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(definition):
        token = TOKEN.match(definition, position)
        assert token, f"this is no ABNF: {definition[position:]}"
        kind = token.lastgroup
        assert kind
        yield kind, token[kind]
        position = token.end()


def _quantifier(repeat: str) -> str:
    low, star, high = repeat.partition("*")
    return f"{{{low or 0},{high}}}" if star else f"{{{low}}}"


def _string(token: str) -> str:
    prefix, _, rest = token.partition('"')
    literal = re.escape(rest.removesuffix('"'))
    return f"(?:{literal})" if prefix == "%s" else f"(?i:{literal})"
