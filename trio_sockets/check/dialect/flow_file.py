"""Reads greetings, prompts and first messages from a dialect's TOML file."""

from trio_sockets.check.dialect.flow import NAME, First, Flow
from trio_sockets.check.dialect.pattern_file import DialectTable, take_patterns
from trio_sockets.check.dialect.patterns import Pattern, Template
from trio_sockets.words import say

BLANK = Template("")
"""The pattern of an empty line, which may be ignored."""


def take_flow(table: DialectTable, *, greeting: bool) -> Flow:
    """Read the flow from a service's table.

    :param greeting: the table may have a greeting; the game's own is read elsewhere.
    """
    return Flow(
        greeting=take_patterns(table, "greeting", ()) if greeting else (),
        first=_first(table),
        prompt=_prompt(table),
        ignored=_ignored(table),
        one_message=greeting and table.take("one-message-per-connection", bool, False),  # noqa: FBT003 - a default
    )


def _first(table: DialectTable) -> tuple[First, ...]:
    given = table.take("first", object, [])
    alternatives = given if isinstance(given, list) else [given]
    return tuple(_one_of_the_first(table, entry) for entry in alternatives)


def _one_of_the_first(table: DialectTable, given: object) -> First:
    if isinstance(given, str):
        given = {"say": given}
    if not isinstance(given, dict):
        raise table.wrong("first", say("must be a list of strings, or of tables with say in them"))
    inner = DialectTable(table.within("first"), given)
    said = inner.take("say", str, "")
    if not said or "\n" in said:
        raise inner.wrong("say", say("must be one line: what a client sends"))
    for field in Template(said.replace(NAME, "")).fields:
        raise inner.wrong("say", say("has no field called {field}, only name", field=field))
    replies = take_patterns(inner, "reply", None)
    if len(replies) > 1:
        raise inner.wrong("reply", say("must be one template, or one table of words"))
    reply = _with_any_name(replies[0]) if replies else None
    first = First(say=said, prompt=_prompt(inner), reply=reply)
    inner.finish()
    return first


def _with_any_name(pattern: Pattern) -> Pattern:
    if isinstance(pattern, Template):
        return Template(pattern.text.replace(NAME, "{words}"))
    return pattern


def _prompt(table: DialectTable) -> str:
    prompt = table.take("prompt", str, "")
    if "\n" in prompt.strip():
        raise table.wrong("prompt", say("must be one line"))
    return prompt


def _ignored(table: DialectTable) -> tuple[Pattern, ...]:
    given = table.entries.get("ignore")
    blank = isinstance(given, list) and "" in given
    if isinstance(given, list):
        table.entries["ignore"] = [each for each in given if each != ""]
    patterns = map(_with_any_name, take_patterns(table, "ignore", None))
    return (*patterns, *([BLANK] if blank else []))
