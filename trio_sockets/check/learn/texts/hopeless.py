"""Why nothing can be learned of a text server."""

from trio_sockets.check.learn.texts.course import LearnedText
from trio_sockets.check.learn.texts.knowledge import TextKnowledge
from trio_sockets.check.learn.texts.outcomes import Outcome
from trio_sockets.words import Words, say


def no_commands(learned: LearnedText) -> Words:
    """Return why no command was found."""
    known = TextKnowledge(learned.talks)
    heard = [turn.heard for talk in learned.talks for turn in talk.turns if turn.heard]
    try:
        b"".join(heard).decode()
    except UnicodeDecodeError:
        return say("nothing can be learned: the program sends bytes that are not text in UTF-8")
    answered = [each for each in known.exchanges if each.outcome is not Outcome.NOTHING]
    if not answered:
        return say(
            'nothing can be learned: the program sends "{said}", and answers no request',
            said=heard[0],
        )
    if all(each.outcome in {Outcome.WHOLE_ECHO, Outcome.ECHO} for each in answered):
        return say("nothing can be learned: it sends back what it is sent, as an echo server does")
    different = list(dict.fromkeys(each.heard.turn.heard for each in answered))
    if len(different) == 1:
        return say(
            'nothing can be learned: it answers every request with "{said}"', said=different[0]
        )
    return say(
        "nothing can be learned: of {count} commands that were tried, none gave capitals, small "
        'letters or a time. It replied, such as, "{said}"',
        count=len({each.template for each in known.exchanges}),
        said=different[0],
    )
