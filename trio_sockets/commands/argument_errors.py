"""What is wrong with the words of a command line, as sentences: our errors, and Cyclopts'."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    Token,
    UnknownOptionError,
    UnusedCliTokensError,
    ValidationError,
)
from cyclopts.exceptions import (
    STYLE_NAME,
    STYLE_OFFENDING_VALUE,
    STYLE_SUGGESTION,
    STYLE_VALID_CHOICE,
    ConsumeMultipleError,
    RepeatArgumentError,
    UnknownCommandError,
)

from trio_sockets.commands.help.labels import Label
from trio_sockets.words import ReadableError, Words, say

_UNTOLD = {"", "cli", "env"}
"""The sources of a value that need not be named: that of a variable stands in its name."""


class UsageError(CycloptsError):
    """The words of a command do not go together, or ask for what cannot be done.

    :ivar words: why, on one line that says what to write.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(msg=words.read())
        self.words = words


def words_of(error: CycloptsError) -> Words:
    """Return the sentences of an error, by its type. An unknown one stays as Cyclopts writes it."""
    match error:
        case UsageError():
            return error.words
        case ValidationError() if error.argument is not None:
            return _invalid(error)
        case CoercionError():
            return _unread(error)
        case UnknownOptionError():
            return _unknown_option(error)
        case UnknownCommandError():
            return _unknown_command(error)
        case _:
            return _out_of_place(error)


def _out_of_place(error: CycloptsError) -> Words:
    match error:
        case UnusedCliTokensError():
            return say("Too many words: {words}.", words=" ".join(error.unused_tokens or ()))
        case MissingArgumentError() if not isinstance(error, ConsumeMultipleError):
            return _missing(error)
        case RepeatArgumentError():
            return say("{name} stands there more than once.", name=_name_of(error, error.token))
        case _:
            return say("{words}", words=str(error))


def _parts(error: CycloptsError) -> Mapping[str, Sequence[str]]:
    """Return the words of an error that Cyclopts highlights, by their style: its public constants.

    So its choices and suggestions need not be worked out again.
    """
    text = error.__rich__()
    parts: dict[str, list[str]] = {}
    for span in text.spans:
        parts.setdefault(str(span.style), []).append(text.plain[span.start : span.end])
    return parts


def _reason(error: CycloptsError) -> Words | None:
    """Return why a converter or a validator of ours refused a value."""
    cause = error.__cause__
    if isinstance(cause, ReadableError):
        return cause.words
    told = error.exception_message if isinstance(error, ValidationError) else error.msg
    return say("{words}", words=str(told)) if told else None


def _name_of(error: CycloptsError, token: Token | None) -> Words:
    """Return the name of an option, variable or argument, with the file that it is from."""
    name = error.argument.name.lstrip("-").upper() if error.argument is not None else ""
    if token is None:
        return say(
            "{name}", name=Label(error.argument.name if error.argument is not None else name)
        )
    name = token.keyword or name
    if token.source in _UNTOLD:
        return say("{name}", name=Label(name))
    return say("{name} in {file}", name=Label(name), file=token.source)


def _and(sentence: Words, *more: Words | None) -> Words:
    for other in more:
        if other is not None:
            sentence = say("{sentence} {other}", sentence=sentence, other=other)
    return sentence


def _suggestion(words: Sequence[str]) -> Words | None:
    return say("Did you mean {word}?", word=", ".join(words)) if words else None


def _invalid(error: ValidationError) -> Words:
    assert error.argument is not None  # noqa: S101 - `words_of` saw to it
    token = next(iter(error.argument.tokens), None)
    value = next(iter(_parts(error).get(STYLE_OFFENDING_VALUE, ())), "")
    name = _name_of(error, token)
    return _and(say('Invalid value "{value}" for {name}.', value=value, name=name), _reason(error))


def _unread(error: CoercionError) -> Words:
    reason, name = _reason(error), _name_of(error, error.token)
    if reason is not None:
        if error.token is None or error.token.keyword is None:
            return reason
        return say("Invalid value for {name}: {reason}", name=name, reason=reason)
    parts = _parts(error)
    value = error.token.value if error.token is not None else ""
    if choices := parts.get(STYLE_VALID_CHOICE):
        return _and(
            say('Invalid value "{value}" for {name}.', value=value, name=name),
            say("Choose from: {choices}.", choices=", ".join(choices)),
            _suggestion(parts.get(STYLE_SUGGESTION, ())),
        )
    what = _what_it_is_not(error.target_type, value)
    return say("Invalid value for {name}: {reason}", name=name, reason=what)


def _what_it_is_not(kind: object, value: str) -> Words:
    kinds = {kind, *getattr(kind, "__args__", ())}
    if float in kinds:
        return say('"{value}" is not a number', value=value)
    if bool in kinds:
        return say('"{value}" is neither true nor false', value=value)
    return say('"{value}" cannot be used here', value=value)


def _unknown_option(error: UnknownOptionError) -> Words:
    parts = _parts(error)
    written = error.token.keyword or error.token.value
    option = (
        say("{name} in {file}", name=written, file=error.token.source)
        if error.token.source not in _UNTOLD
        else say("{name}", name=written)
    )
    return _and(
        say("Unknown option: {option}.", option=option),
        say('It belongs directly after "{command}".', command=parts[STYLE_NAME][0])
        if STYLE_NAME in parts
        else None,
        _suggestion(parts.get(STYLE_SUGGESTION, ())),
    )


def _unknown_command(error: UnknownCommandError) -> Words:
    word = (error.unused_tokens or [""])[0]
    known = [name for name in error.app or () if not name.startswith("-")]
    return _and(
        say('Unknown command "{word}".', word=word),
        _suggestion(get_close_matches(word, known, 1)),
        say("Available commands: {commands}.", commands=", ".join(known)) if known else None,
    )


def _missing(error: MissingArgumentError) -> Words:
    parts = _parts(error)
    name = Label(parts[STYLE_NAME][-1])
    if not error.command_chain:
        return say("{name} requires an argument.", name=name)
    return _and(
        say(
            'Command "{command}" parameter {name} requires an argument.',
            command=" ".join(error.command_chain),
            name=name,
        ),
        say(
            "Did you mean {word} instead of {written}?",
            word=parts[STYLE_SUGGESTION][0],
            written=parts[STYLE_OFFENDING_VALUE][0],
        )
        if STYLE_SUGGESTION in parts
        else None,
    )
