"""Holding the course of requests with a text server that is a function."""

from check.learn.text_styles import TextStyle
from trio_sockets.check.dialect.framing import Framing
from trio_sockets.check.learn.heard.record import PlayedTalk, PlayedTurn
from trio_sockets.check.learn.learning import LearnedDialect, written_text
from trio_sockets.check.learn.planned import PlannedTalk
from trio_sockets.check.learn.texts.course import LearnedText, text_course
from trio_sockets.words import in_english


def learned_text(style: TextStyle) -> LearnedDialect:
    """Return what is learned of a text server."""
    return written_text(talked(style), "learned", in_english)


def talked(style: TextStyle) -> LearnedText:
    course = text_course()
    plan = next(course)
    while True:
        try:
            plan = course.send(_held(plan, style))
        except StopIteration as ended:
            learned: LearnedText = ended.value
            return learned


def _held(plan: PlannedTalk, style: TextStyle) -> PlayedTalk:
    turns = [PlayedTurn(None, _framed(style.greeting, style))]
    script = plan.script(turns[0])
    buffer = bytearray()
    try:
        said = next(script)
        while not turns[-1].ended:
            buffer += plan.sends.frame(said.text.encode())
            if style.reads is Framing.NOTHING:
                messages = [bytes(buffer)]
                buffer.clear()
            else:
                messages, rest = style.reads.cut(bytes(buffer))
                buffer[:] = rest
            replied = style.once and len(turns) > 1
            texts = [] if replied else [style.reply(message.decode()) for message in messages]
            heard = b"".join(_framed(text, style) for text in texts)
            turns.append(PlayedTurn(said, heard, ended=style.once and style.closes))
            said = script.send(turns[-1])
    except StopIteration:
        pass
    return PlayedTalk(plan.sends, tuple(turns))


def _framed(text: str, style: TextStyle) -> bytes:
    if style.reads is not Framing.LENGTH or not text:
        return text.encode()
    return style.reads.frame(text.encode())
