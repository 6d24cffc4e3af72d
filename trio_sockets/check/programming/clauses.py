"""Short clauses about calls, for the names that a thing has in several languages."""

from trio_sockets.words import Words, say


def returns(call: str, value: str) -> Words:
    """Return the clause: a call returns a value."""
    return say("{call} returns {value}", call=call, value=value)


def either_returns(call: str, value: str, other: str, other_value: str) -> Words:
    """Return the clause: one call returns a value, or another call another one."""
    return say(
        "{call} returns {value}, or {other} {other_value}",
        call=call,
        value=value,
        other=other,
        other_value=other_value,
    )


def an_error(call: str) -> Words:
    """Return the clause: a call returns an error, as in Go."""
    return say("{call} returns an error", call=call)


def raises(call: str, error: str) -> Words:
    """Return the clause: a call raises an error."""
    return say("{call} raises {error}", call=call, error=error)


def throws(call: str, error: str) -> Words:
    """Return the clause: a call throws an error, as in Java."""
    return say("{call} throws {error}", call=call, error=error)


def event(name: str) -> Words:
    """Return the noun for an event of JavaScript."""
    return say("the {event} event", event=f"'{name}'")


def comes(name: str) -> Words:
    """Return the clause: an event comes."""
    return say("the {event} event comes", event=f"'{name}'")


def comes_with(name: str, code: str) -> Words:
    """Return the clause: an event comes with an error code."""
    return say("the {event} event comes, with {code}", event=f"'{name}'", code=code)
