"""``trio-sockets check learn``: finds out how a program speaks, and writes it down as a dialect."""

import shlex
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias, final

from cyclopts import Parameter

from trio_sockets.address import Address
from trio_sockets.check.harness.programs.process import CannotStartError
from trio_sockets.check.harness.programs.strays import adopt_orphans
from trio_sockets.check.harness.scenario import Scenario
from trio_sockets.check.harness.target import open_target
from trio_sockets.check.learn.learning import LearnedDialect, learn_server, written_client
from trio_sockets.check.learn.playing import LearnError
from trio_sockets.check.learn.playing_client import play_client
from trio_sockets.check.reports.files import ReportFileError, must_be_writable
from trio_sockets.commands.argument_errors import UsageError
from trio_sockets.commands.check.client import ScenarioWord, grade_client, tcp_address
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
from trio_sockets.system_errors import cannot_write
from trio_sockets.visible import visible
from trio_sockets.words import Words, say

ServerAddress: TypeAlias = Annotated[
    OptionalAddress,
    about(
        say(
            "Where it listens. Without this, a command whose words hold {port} has a free "
            "one, and any other the service's own."
        )
    ),
]


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
async def game(
    address: ServerAddress = None,
    /,
    *,
    command: CommandWords = None,
    options: LearnOptions = LearnOptions(),
) -> int:
    """Play with a server of the game, and write down how it speaks as a dialect."""
    return await _learn_server("game", address, command, options)


@interruptible()
async def text(
    address: ServerAddress = None,
    /,
    *,
    command: CommandWords = None,
    options: LearnOptions = LearnOptions(),
) -> int:
    """Talk with a text server, and write down how it speaks as a dialect."""
    return await _learn_server("text", address, command, options)


@interruptible()
async def client(
    service: Annotated[Literal["game"], about(say("What it is a client of: the game."))],
    address: Annotated[
        OptionalAddress,
        about(
            say(
                "Where the checker waits for it, if that is written in its code: :50007. Without "
                "this, at a free port."
            )
        ),
    ] = None,
    /,
    *,
    command: CommandWords = None,
    scenario: Annotated[
        ScenarioWord,
        about(say("A TOML file: how the client is told the address if not by its words.")),
    ] = Scenario(),
    options: LearnOptions = LearnOptions(),
) -> int:
    """Be the server of a client, and write down what it understands as a dialect."""
    place = tcp_address(address, command, scenario)
    words = command or []
    learning = _Learning(options, shlex.join(words))

    async def learn() -> LearnedDialect:
        heard = await play_client(words, scenario, place)
        return written_client(heard, learning.name, learning.translate)

    adopt_orphans()
    learned = await learning.of(learn)
    if learned is None:
        return FAILED
    grading = learning.keep(learned)
    if grading is None:
        return DONE
    return await grade_client(service, place, words, "plain", scenario, grading)


async def _learn_server(
    service: str, address: Address | None, command: list[str] | None, options: LearnOptions
) -> int:
    address = at_address(service, address, command)
    learning = _Learning(options, shlex.join(command) if command else str(address))

    async with open_target(address, command, say_that_it_waits=learning.tell) as target:
        learned = await learning.of(
            lambda: learn_server(service, target, learning.name, learning.translate)
        )
    if learned is None:
        return FAILED
    grading = learning.keep(learned)
    return DONE if grading is None else await grade_server(service, address, command, grading)


@final
class _Learning:
    """What is said and kept while a dialect is learned.

    :param program: the address, or the command.
    :raises UsageError: the file cannot be written.
    """

    def __init__(self, options: LearnOptions, program: str) -> None:
        self._options = options
        self._program = program
        self.translate = translator(options.language)
        self._errors = console_for_person(stderr=True)
        self.name = options.write.stem if options.write is not None else "learned"
        if options.write is not None:
            try:
                must_be_writable(options.write)
            except ReportFileError as error:
                raise UsageError(error.words) from error

    def tell(self, words: Words) -> None:
        """Say a line beside the result."""
        self._errors.print(words.read(self.translate), soft_wrap=True)

    async def of(self, learn: Callable[[], Awaitable[LearnedDialect]]) -> LearnedDialect | None:
        """Return what is learned; None, and say why, if nothing is."""
        self.tell(
            say("Talking with {program}, for a minute and a half at most.", program=self._program)
        )
        try:
            return await learn()
        except (CannotStartError, LearnError) as error:
            self.tell(error.words)
            return None

    def keep(self, learned: LearnedDialect) -> GradingOptions | None:
        """Show what was learned, and write or print it; return how to check with it, if at all."""
        console, path = console_for_person(), self._options.write
        show_learned(console, learned, self.translate)
        if path is None:
            console.print(visible(learned.toml, keep="\n"), soft_wrap=True)
        else:
            try:
                path.write_text(learned.toml, "utf-8")
            except OSError as error:
                raise UsageError(cannot_write(path, error)) from error
        if not self._options.check:
            return None
        return GradingOptions(dialect=learned.dialect, all_=True, lang=self._options.lang)
