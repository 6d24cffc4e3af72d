"""Learning the dialect of a program: play, write the dialect, and verify it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, final

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import parse_dialect
from trio_sockets.check.dialect.pattern_file import DialectError
from trio_sockets.check.harness.target import Target
from trio_sockets.check.learn.clients.candidates import GREETINGS, HintPair
from trio_sockets.check.learn.clients.course import LearnedClient
from trio_sockets.check.learn.clients.scripts import words_in
from trio_sockets.check.learn.games.course import Learned, course
from trio_sockets.check.learn.inference.knowledge import Knowledge
from trio_sockets.check.learn.planned import Course
from trio_sockets.check.learn.playing import LearnError, play
from trio_sockets.check.learn.texts.course import LearnedText, text_course
from trio_sockets.check.learn.texts.hopeless import no_commands
from trio_sockets.check.learn.texts.knowledge import TextKnowledge
from trio_sockets.check.learn.texts.verifying import verify_text
from trio_sockets.check.learn.verifying import Verified, verify
from trio_sockets.check.learn.writing.client import draft_client
from trio_sockets.check.learn.writing.draft import Draft
from trio_sockets.check.learn.writing.game import draft_game
from trio_sockets.check.learn.writing.text import draft_text
from trio_sockets.check.learn.writing.toml_file import toml_of
from trio_sockets.words import Translate, Words, say


@final
@dataclass(frozen=True, slots=True)
class LearnedDialect:
    """The learned dialect of a program.

    :param toml: the text of the dialect's file.
    :param verified: how this dialect reads the record of the conversations with a server.
    """

    draft: Draft
    toml: str
    dialect: Dialect
    verified: Verified = field(default_factory=lambda: Verified(0))


LearnedT = TypeVar("LearnedT")
WORDS_TRIED = HintPair("HIGHER", "LOWER")
"""The first hints that are tried with any client."""


@final
@dataclass(frozen=True, slots=True)
class ServiceLearner(Generic[LearnedT]):
    """How to learn from the servers of one service.

    :param course: decides what to say.
    :param write: writes the dialect from what was heard.
    :param verify: returns how a dialect reads what was heard.
    :param agreed: what two dialects have in common if their programs speak alike.
    """

    course: Callable[[], Course[LearnedT]]
    write: Callable[[LearnedT, str, Translate], LearnedDialect]
    verify: Callable[[LearnedT, Dialect], Verified]
    agreed: Callable[[Dialect], object]


async def learn_server(
    service: str, target: Target, name: str, translate: Translate
) -> LearnedDialect:
    """Learn the dialect of a server.

    :param service: one of `SERVICE_LEARNERS`.
    :param name: the name of the dialect.
    :param translate: translates the file's comments into the user's language.
    :raises LearnError: nothing can be learned.
    :raises CannotStartError: the program cannot be run.
    """
    learner = SERVICE_LEARNERS[service]
    return learner.write(await play(target, learner.course()), name, translate)


def written_text(learned: LearnedText, name: str, translate: Translate) -> LearnedDialect:
    """Write the dialect of a text server.

    :raises LearnError: no command was found.
    """
    if not TextKnowledge(learned.talks).commands:
        raise LearnError(no_commands(learned))
    draft = draft_text(learned)
    toml, dialect = _parsed(draft, name, translate)
    return LearnedDialect(draft, toml, dialect, verify_text(learned, dialect))


def written(learned: Learned, name: str, translate: Translate) -> LearnedDialect:
    """Write the dialect.

    :raises LearnError: too little was learned for a dialect.
    """
    known = Knowledge(learned.games)
    if not known.hints:
        raise LearnError(_no_hints(learned))
    if not known.secrets:
        raise LearnError(
            say(
                "nothing can be learned: no game could be won with the meaning that its replies "
                "seem to have"
            )
        )
    draft = draft_game(learned)
    toml, dialect = _parsed(draft, name, translate)
    return LearnedDialect(draft, toml, dialect, verify(learned, dialect, swapped=draft.is_swapped))


def written_client(learned: LearnedClient, name: str, translate: Translate) -> LearnedDialect:
    """Write the dialect of a client of the game.

    :raises LearnError: too little was learned for a dialect.
    """
    if not learned.message and (said := words_in(learned.talks)):
        raise LearnError(
            say('nothing can be learned: it sends "{said}", and then no guess', said=said)
        )
    if not learned.message:
        raise LearnError(
            say(
                "nothing can be learned: it sends no guess, neither at once nor after any of "
                "{count} greetings",
                count=len(GREETINGS),
            )
        )
    if learned.hints is None and not learned.typed:
        raise LearnError(
            say(
                "nothing can be learned: it follows none of {count} pairs of hints, such as "
                '"{one}" and "{other}"',
                count=learned.tried,
                one=WORDS_TRIED.higher,
                other=WORDS_TRIED.lower,
            )
        )
    draft = draft_client(learned)
    return LearnedDialect(draft, *_parsed(draft, name, translate))


def _parsed(draft: Draft, name: str, translate: Translate) -> tuple[str, Dialect]:
    """Return the text of a draft's file, and the dialect in it."""
    toml = toml_of(draft, translate)
    try:
        return toml, parse_dialect(name, toml)
    except DialectError as error:
        raise LearnError(
            say("not enough was learned for a dialect: {error}", error=str(error))
        ) from error


def _no_hints(learned: Learned) -> Words:
    """Return why no hints were found."""
    heard = [turn.heard for game in learned.games for turn in game.turns if turn.heard]
    try:
        b"".join(heard).decode()
    except UnicodeDecodeError:
        return say("nothing can be learned: the program sends bytes that are not text in UTF-8")
    replies = [turn.heard for game in learned.games for turn in game.replies if turn.heard]
    if not replies:
        return say(
            'nothing can be learned: the program sends "{said}", but does not answer a guess',
            said=heard[0],
        )
    different = list(dict.fromkeys(replies))
    if len(different) == 1:
        return say(
            'nothing can be learned: it answers every guess with "{said}", low or high',
            said=different[0],
        )
    return say(
        "nothing can be learned: its replies do not tell low guesses from high ones, such as "
        '"{one}" and "{other}"',
        one=different[0],
        other=different[1],
    )


SERVICE_LEARNERS: Mapping[str, ServiceLearner[Any]] = {
    "game": ServiceLearner(course, written, verify, lambda dialect: (dialect.sheet, dialect.told)),
    "text": ServiceLearner(
        text_course,
        written_text,
        verify_text,
        lambda dialect: (dialect.upper, dialect.lower, dialect.datenow),
    ),
}
"""By service: how to learn from its servers."""
