"""How many players of one host race, over all servers."""

from collections import defaultdict
from typing import final

import trio

from trio_sockets.race.cluster.link import Link, OnReply
from trio_sockets.race.cluster.script import ScriptWords, host_key, host_script

RENEWAL = 3.0
"""Seconds after which a server says again who is there. Valkey believes it for ten."""


@final
class Hosts:
    """Takes and gives back places. It counts players, not connections.

    :param most: places of a host.
    """

    def __init__(self, link: Link, most: int) -> None:
        self._link = link
        self._most = most
        self._script = host_script()
        self._taken: dict[str, str] = {}

    def enter(self, host: str, mark: str, answered: OnReply) -> None:
        """Ask for a place.

        :param mark: tells it from all others; it may be asked for again.
        :param answered: is told whether he is ``admitted``.
        """

        def note(answer: ScriptWords) -> None:
            if answer["admitted"]:
                self._taken[mark] = host
            answered(answer)

        self._ask(host, {"op": "enter", "marks": [mark], "most": self._most}, note)

    def leave(self, mark: str) -> None:
        """Give a place back, if it was taken."""
        host = self._taken.pop(mark, None)
        if host is not None:
            self._ask(host, {"op": "leave", "mark": mark}, lambda _: None)

    async def keep(self) -> None:
        """Keep the places that are taken, for ever."""
        while True:
            await trio.sleep(RENEWAL)
            marks: defaultdict[str, list[str]] = defaultdict(list)
            for mark, host in self._taken.items():
                marks[host].append(mark)
            for host, there in marks.items():
                self._ask(host, {"op": "stay", "marks": there}, lambda _: None)

    def _ask(self, host: str, words: ScriptWords, answered: OnReply) -> None:
        self._link.ask(self._script, [host_key(host)], words, answered)
