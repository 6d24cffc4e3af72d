"""Common English words, looked for in what a French reader is told."""

import re

WORDS = {
    *re.findall(
        r"\w+",
        """
        the is are was were not of and cannot must with from this that it its has have been be does
        there which for by if than nobody nothing write wrong unknown invalid error missing expected
        address host folder file directory number name line byte bytes try won lost left round yes
        between without into only should found open read choose available usage commands default
        choices required string whole needs requires did you mean connect connection refused
        listening listens running closed timed permission such already
        """,
    )
}

_QUOTED = re.compile(r"(?<!\w)'[^']*'|\"[^\"]*\"|«[^»]*»|\[\w+\]|\{\w+\}")
"""What a person has written, and what stands for it."""

_NAMES = re.compile(r"\S*[-_/.=@:0-9<>\\]\S*|\S*\b(?:server|game|echo|text|race)\b\S*")
"""Options, files, addresses, and the words of the command line."""


def english_in(text: str) -> set[str]:
    """Return the common English words of a text, outside of quotes and names."""
    bare = _NAMES.sub(" ", _QUOTED.sub(" ", text))
    return WORDS & set(re.findall(r"[a-zà-ÿ]+", bare.lower()))
