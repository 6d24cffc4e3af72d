"""The reasons for the meanings of messages."""

from trio_sockets.check.dialect.kinds import Kind
from trio_sockets.check.learn.inference.knowledge import Knowledge
from trio_sockets.check.learn.inference.slots import Message
from trio_sockets.check.sentences.meaning import Meaning
from trio_sockets.words import Words, say

_MEANT = {
    Kind.HIGHER: Meaning.HIGHER,
    Kind.LOWER: Meaning.LOWER,
    Kind.WIN: Meaning.WON,
    Kind.LOSE: Meaning.LOST,
    Kind.ERROR: Meaning.ERROR,
}


def reason_of(kind: Kind, message: Message, known: Knowledge, *, swapped: bool) -> Words:
    """Return the reason for the meaning of a message, in one sentence.

    :param swapped: whether the meaning follows the words, and not the guesses that they answered.
    """
    if swapped and kind.is_hint:
        return say("its words say so, though it was said to the wrong guesses")
    evidence = _evidence(kind, known)
    example = message.text
    for field in message.fields:
        example = example.replace(f"{{{field}}}", "3")
    read = known.wording.of(example.replace("{words}", ""))
    if read is _MEANT[kind]:
        return say("{evidence}; its words say so, too", evidence=evidence)
    if read in {Meaning.UNCLEAR, Meaning.IGNORE}:
        return say("{evidence}; its words alone do not tell", evidence=evidence)
    return say("{evidence}, though its words may say something else", evidence=evidence)


def _evidence(kind: Kind, known: Knowledge) -> Words:
    games = len(known.hints.brackets)
    match kind:
        case Kind.HIGHER:
            return say(
                "the number lay above every guess that it answered, in {games} games", games=games
            )
        case Kind.LOWER:
            return say(
                "the number lay below every guess that it answered, in {games} games", games=games
            )
        case Kind.WIN:
            return say("it ended a game, with a guess that all hints allowed")
        case Kind.LOSE:
            return say("it ended a game, with a guess that could not be right")
        case _:
            return say("it answers what is no guess, and never a guess")
