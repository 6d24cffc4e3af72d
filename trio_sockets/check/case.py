"""What a check is: a script that makes something happen, and a judge that says what it shows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar, final

from trio_sockets.check.transcript import Transcript
from trio_sockets.check.verdict import Finding
from trio_sockets.check.words import Words

LabT = TypeVar("LabT")
"""What a script has at hand: `trio_sockets.check.server_lab.ServerLab`, or a client's."""

Judge: TypeAlias = Callable[[Transcript], Finding]
"""Pure: the same transcript earns the same verdict, also tomorrow and on another machine."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[LabT]):
    """One thing that a program must do.

    :param id: of the service or the subject, and a number: ``game.03``.
    :param title: what the program must do, in a few words.
    :param teaches: what is to be learnt from it, in one sentence.
    :param section: of the lab sheet.
    :param script: makes it happen. It ends early by `trio_sockets.check.wire.Enough`.
    :param judge: looks at what happened.
    :param needs: ids of checks without which this one says nothing: it is skipped unless they pass.
    :param seconds: the script may take.
    :param for_messages: it has sense only where messages have ends of their own.
    :param for_commands: it has sense only where the checker itself started the program.
    """

    id: str
    title: Words
    teaches: Words
    section: Words
    script: Callable[[LabT], Awaitable[object]]
    judge: Judge
    needs: tuple[str, ...] = ()
    seconds: float = 10.0
    for_messages: bool = False
    for_commands: bool = False
