"""Learning the dialect of a program: play, write the dialect, and verify it."""

from dataclasses import dataclass
from typing import final

from trio_sockets.check.dialect.dialect import Dialect
from trio_sockets.check.dialect.dialect_file import parse_dialect
from trio_sockets.check.dialect.pattern_file import DialectError
from trio_sockets.check.harness.target import Target
from trio_sockets.check.learn.games.course import Learned, course
from trio_sockets.check.learn.inference.knowledge import Knowledge
from trio_sockets.check.learn.playing import LearnError, play
from trio_sockets.check.learn.verifying import Verified, verify
from trio_sockets.check.learn.writing.draft import Draft
from trio_sockets.check.learn.writing.game import draft_game
from trio_sockets.check.learn.writing.toml_file import toml_of
from trio_sockets.words import Translate, Words, say


@final
@dataclass(frozen=True, slots=True)
class LearnedDialect:
    """The learned dialect of a program.

    :param toml: the text of the dialect's file.
    :param verified: how this dialect reads the record of the games.
    """

    draft: Draft
    toml: str
    dialect: Dialect
    verified: Verified


async def learn_game(target: Target, name: str, translate: Translate) -> LearnedDialect:
    """Learn the dialect of a server of the game.

    :param name: the name of the dialect.
    :param translate: translates the file's comments into the user's language.
    :raises LearnError: nothing can be learned.
    :raises CannotStartError: the program cannot be run.
    """
    return written(await play(target, course()), name, translate)


def written(learned: Learned, name: str, translate: Translate) -> LearnedDialect:
    """Write the dialect.

    :raises LearnError: too little was learned for a dialect.
    """
    known = Knowledge(learned.games)
    if not known.hints:
        raise LearnError(_no_hints(learned))
    if not known.secrets:
        raise LearnError(
            say("nothing can be learned: no game could be won by what its replies seem to mean")
        )
    draft = draft_game(learned)
    toml = toml_of(draft, translate)
    try:
        dialect = parse_dialect(name, toml)
    except DialectError as error:
        raise LearnError(
            say("not enough was learned for a dialect: {error}", error=str(error))
        ) from error
    return LearnedDialect(draft, toml, dialect, verify(learned, dialect, swapped=draft.is_swapped))


def _no_hints(learned: Learned) -> Words:
    """Return why no hints were found."""
    heard = [turn.heard for game in learned.games for turn in game.turns if turn.heard]
    try:
        b"".join(heard).decode()
    except UnicodeDecodeError:
        return say("nothing can be learned: what the program sends is no text in UTF-8")
    replies = [turn.heard for game in learned.games for turn in game.replies if turn.heard]
    if not replies:
        return say(
            'nothing can be learned: the program sends "{said}", and answers no guess',
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
