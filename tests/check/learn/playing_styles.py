"""Playing the course of games with a server that is a generator."""

import random

from check.learn.game_styles import Style
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.games.course import Learned, course
from trio_sockets.check.learn.heard.record import PlayedTalk, PlayedTurn
from trio_sockets.check.learn.learning import LearnedDialect, written
from trio_sockets.check.learn.planned import PlannedTalk
from trio_sockets.words import in_english


def learned_of(style: Style, *, reads: Framing = Framing.LINE, seed: int = 1) -> LearnedDialect:
    """Return what is learned of a server.

    :param reads: what ends a message, for it; its own end in the same, but for lines.
    """
    return written(played(style, reads=reads, seed=seed), "learned", in_english)


def played(style: Style, *, reads: Framing = Framing.LINE, seed: int = 1) -> Learned:
    chance = random.Random(seed)
    course_ = course()
    plan = next(course_)
    while True:
        try:
            plan = course_.send(_held(plan, style, reads, chance))
        except StopIteration as ended:
            learned: Learned = ended.value
            return learned


def _held(plan: PlannedTalk, style: Style, reads: Framing, chance: random.Random) -> PlayedTalk:
    talk = style(chance)
    turns = [PlayedTurn(None, _framed(next(talk), reads))]
    script = plan.script(turns[0])
    try:
        said = next(script)
        while not turns[-1].ended:
            messages, rest = reads.cut(plan.sends.frame(said.text.encode()))
            if reads is Framing.NOTHING:
                messages = [rest]
            elif not messages:  # it waits for the rest of the message
                turns.append(PlayedTurn(said, b""))
                said = script.send(turns[-1])
                continue
            try:
                turns.append(PlayedTurn(said, _framed(talk.send(messages[0].decode()), reads)))
            except StopIteration as last:
                turns.append(PlayedTurn(said, _framed(last.value, reads), ended=True))
            said = script.send(turns[-1])
    except StopIteration:
        pass
    return PlayedTalk(plan.sends, tuple(turns))


def _framed(text: str, reads: Framing) -> bytes:
    if reads is not Framing.LENGTH:
        return text.encode()
    return b"".join(reads.frame(line.encode()) for line in text.split("\n") if line)
