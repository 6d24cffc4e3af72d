"""``trio-sockets check learn``: finds out how a program speaks, and writes it down as a dialect."""

import shlex
from dataclasses import dataclass
from typing import Annotated, Literal, final

from cyclopts import Parameter

from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.check.harness.target import open_target
from trio_sockets.check.learn.learning import learn_server
from trio_sockets.check.learn.playing import LearnError
from trio_sockets.check.reports.files import ReportFileError, must_be_writable
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.check.grading import GradingOptions
from trio_sockets.commands.check.interruption import interruptible
from trio_sockets.commands.check.learn_terminal import show_learned
from trio_sockets.commands.check.options import CommandWords
from trio_sockets.commands.check.server import at_address, grade_server
from trio_sockets.commands.help.about import about, group
from trio_sockets.commands.options.words import (
    DONE,
    FAILED,
    LangWord,
    OptionalAddress,
    OptionalPath,
)
from trio_sockets.commands.reader import chosen_language
from trio_sockets.consoles import console_for_person
from trio_sockets.language import Language, translator
from trio_sockets.system_errors import reason_of
from trio_sockets.visible import visible
from trio_sockets.words import say


@Parameter(name="*", group=group(say("Learning"), 2))
@final
@dataclass(frozen=True, kw_only=True)
class LearnOptions:
    """What to do with what was learned."""

    write: Annotated[
        OptionalPath, about(say("A file for the dialect. Without it, the dialect is printed."))
    ] = None
    check: Annotated[
        bool,
        Parameter(negative="--no-check"),
        about(say("Check the program with the dialect afterwards.")),
    ] = True
    lang: LangWord = None

    @property
    def language(self) -> Language:
        """The one to speak."""
        return chosen_language(self.lang)


@interruptible()
async def learn(
    service: Annotated[Literal["text", "game"], about(say("What it serves: text or game."))],
    address: Annotated[
        OptionalAddress,
        about(
            say(
                "Where it listens. Without this, a command whose words hold {port} has a free "
                "one, and any other the service's own."
            )
        ),
    ] = None,
    /,
    *,
    command: CommandWords = None,
    options: LearnOptions = LearnOptions(),
) -> int:
    """Talk with a program, find out how it speaks, and write that down as a dialect."""
    address = at_address(service, address, command)
    if options.write is not None:
        try:
            must_be_writable(options.write)
        except ReportFileError as error:
            raise UsageError(error.words) from error
    translate = translator(options.language)
    console, errors = console_for_person(), console_for_person(stderr=True)
    program = shlex.join(command) if command else str(address)
    talking = say("Talking with {program}, for a minute and a half at most.", program=program)
    errors.print(talking.read(translate), soft_wrap=True)
    name = options.write.stem if options.write is not None else "learned"
    async with open_target(
        address, command, say_that_it_waits=lambda words: errors.print(words.read(translate))
    ) as target:
        try:
            learned = await learn_server(service, target, name, translate)
        except (CannotStartError, LearnError) as error:
            errors.print(error.words.read(translate), soft_wrap=True)
            return FAILED
    show_learned(console, learned, translate)
    if options.write is None:
        console.print(visible(learned.toml, keep="\n"), soft_wrap=True)
    else:
        try:
            options.write.write_text(learned.toml, "utf-8")
        except OSError as error:
            raise UsageError(
                say(
                    "cannot write {file}: {reason}",
                    file=str(error.filename),
                    reason=reason_of(error),
                )
            ) from error
    if not options.check:
        return DONE
    grading = GradingOptions(dialect=learned.dialect, all_=True, lang=options.lang)
    return await grade_server(service, address, command, grading)
