"""Renders the help pages of Cyclopts in the reader's language."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, final

from cyclopts.help import DefaultFormatter, HelpEntry, HelpPanel, InlineText
from cyclopts.help.specs import (
    ColumnSpec,
    get_default_command_columns,
    get_default_parameter_columns,
)
from rich.console import Console, ConsoleOptions
from rich.text import Text

from trio_sockets.commands.help.labels import translated_labels
from trio_sockets.words import Translate, Words, say

_SWITCH = {"True": say("yes"), "False": say("no")}

_CYCLOPTS = (
    say("Commands"),
    say("Arguments"),
    say("Parameters"),
    say("Display this message and exit."),
    say("Display application version."),
)
"""What Cyclopts itself adds to the pages, named here for Babel to find."""


@final
class TranslatedHelp:
    """A formatter of Cyclopts, see `cyclopts.help.protocols.HelpFormatter`.

    :param translate: returns what translates for the reader, who is known once a page is printed.
    """

    def __init__(self, translate: Callable[[], Translate]) -> None:
        self._translate = translate

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Print one panel: the commands, or a group of options."""
        translate = self._translate()
        columns = (
            get_default_command_columns
            if panel.format == "command"
            else get_default_parameter_columns
        )

        def translated_columns(
            console: Console, options: ConsoleOptions, entries: list[HelpEntry]
        ) -> tuple[ColumnSpec, ...]:
            *names, descriptions = columns(console, options, entries)
            return (*names, descriptions.copy(renderer=lambda entry: _described(entry, translate)))

        DefaultFormatter(column_specs=translated_columns)(
            console,
            options,
            panel.copy(
                title=translate(str(panel.title)),
                entries=[_labelled(entry, translate) for entry in panel.entries],
            ),
        )

    def render_usage(self, console: Console, _options: ConsoleOptions, usage: Any) -> None:
        """Print the line that shows how a command is called."""
        translate = self._translate()
        words = translated_labels(str(usage).strip(), translate)
        heading = say("Usage: {words}", words=words).read(translate)
        console.print(Text(heading, "bold"))
        console.print()

    def render_description(
        self, console: Console, _options: ConsoleOptions, description: Any
    ) -> None:
        """Print what a command does."""
        if text := plain(description):
            console.print(Text(translated(text, self._translate())))
            console.print()


def plain(description: Any) -> str:
    """Return the English text of a description; empty if there is none."""
    shown = description.primary_renderable if isinstance(description, InlineText) else description
    return shown.plain.strip() if isinstance(shown, Text) else ""


def sentences(text: str) -> Sequence[str]:
    """Return the paragraphs of a text as the catalogue has them: without their line breaks.

    Lines that are indented, such as commands, stay as they are.
    """
    return [part if part.startswith(" ") else " ".join(part.split()) for part in text.split("\n\n")]


def translated(text: str, translate: Translate) -> str:
    """Return a text of several paragraphs in the reader's language."""
    return "\n\n".join(translate(part) if part.strip() else part for part in sentences(text))


def _labelled(entry: HelpEntry, translate: Translate) -> HelpEntry:
    return entry.copy(
        metavar=entry.metavar and translated_labels(entry.metavar, translate),
        positional_label=entry.positional_label
        and translated_labels(entry.positional_label, translate),
    )


def _described(entry: HelpEntry, translate: Translate) -> InlineText:
    text = plain(entry.description)
    described = InlineText(Text(translated(text, translate)))
    for words, style in _facts(entry):
        described.append(Text(words.read(translate), style))
    return described


def _facts(entry: HelpEntry) -> Iterator[tuple[Words, str]]:
    if entry.choices:
        choices = ", ".join(entry.choices)
        yield say("[choices: {choices}]", choices=choices), "cyclopts.choices"
    if entry.env_var:
        yield say("[env var: {names}]", names=", ".join(entry.env_var)), "cyclopts.env_var"
    if entry.default is not None:
        default = _SWITCH.get(entry.default, entry.default)
        yield say("[default: {value}]", value=default), "cyclopts.default"
    if entry.required:
        yield say("[required]"), "cyclopts.required"
