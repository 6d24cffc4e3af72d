"""The commands: where each is, and what its help says. A command is imported once it is run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, final

from trio_sockets.commands.help.about import paragraphs
from trio_sockets.words import Words, say

_EXAMPLES = say("Examples:")


@final
@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    :param place: the module and the function, as Cyclopts imports them.
    :param about: its help, by paragraphs. The first is shown in the list of commands.
    :param lines: examples, a line each; none if it is a group of commands.
    """

    place: str
    about: tuple[Words, ...]
    lines: str = ""

    def settings(self) -> dict[str, str]:
        """Return what Cyclopts is told: the help, and what stands below it, in English."""
        told = {"help": paragraphs(*self.about)}
        if self.lines:
            told["help_epilogue"] = paragraphs(_EXAMPLES, examples=self.lines)
        return told


COMMANDS: Final[Mapping[str, Command]] = {
    "serve": Command(
        "trio_sockets.commands.serve:serve",
        (say("Serve echo, text, game and race until Ctrl-C or SIGTERM."),),
        """
trio-sockets serve
trio-sockets serve game@0.0.0.0:50009 --high 1000 --tries 10
trio-sockets serve race --race-countdown 3
trio-sockets serve text@[::1]:50008 echo@unix:/tmp/echo.sock
TRIO_SOCKETS_SERVE_IDLE_TIMEOUT=none trio-sockets serve --config lab.toml
trio-sockets serve --workers 4
trio-sockets serve race@0.0.0.0:50010 --cluster redis://10.0.0.2:6379
trio-sockets serve text@0.0.0.0:50008 --tls-cert chain.pem --tls-key key.pem
trio-sockets serve text@10.0.0.5:50008 --proxy-from 10.0.0.1
trio-sockets serve --scores scores.sqlite
trio-sockets serve game@0.0.0.0:50009 --scores redis://10.0.0.2:6379
trio-sockets serve --metrics :9100
""",
    ),
    "play": Command(
        "trio_sockets.commands.play:play",
        (say("Play the mystery number. Ctrl-D leaves (on Windows, Ctrl-Z and Enter)."),),
        """
trio-sockets play
trio-sockets play lab.example:50009 --auto --tls
""",
    ),
    "race": Command(
        "trio_sockets.commands.race:race",
        (
            say("Race others for the mystery number. Write quit or press Ctrl-D to leave."),
            say(
                "On Windows, each event is a line: there is no screen of its own, and Ctrl-Z then "
                "Enter leaves."
            ),
        ),
        """
trio-sockets race --name ana
trio-sockets race lab.example:50010 --name ben --room blue --tls
trio-sockets race --name robo --auto --pace 2 --rounds 5
""",
    ),
    "talk": Command(
        "trio_sockets.commands.talk:talk",
        (
            say("Talk to any service, both directions at once; also in a pipe."),
            say("What comes in is sent unchanged, but for a byte order mark at its begin."),
        ),
        """
trio-sockets talk :50008
echo DATENOW | trio-sockets talk :50008
trio-sockets talk lab.example:50008 --tls-ca ca.pem
""",
    ),
    "check": Command(
        "trio_sockets.commands.check:app",
        (say("Grade a server or a client of the lab sheet, in any language."),),
    ),
    "scores": Command(
        "trio_sockets.commands.scores:scores",
        (
            say("Show who plays the mystery number best, from where serve --scores keeps it."),
            say(
                "The best have few tries, against those that bisection needs, and little time; "
                "many wins alone are worth nothing, as a player with enough tries can always win."
            ),
        ),
        """
trio-sockets scores
trio-sockets scores /var/lib/trio-sockets/scores.sqlite --top 5 --since 2026-11-23
trio-sockets scores --player 10.0.0.7 --format csv
trio-sockets scores redis://10.0.0.2:6379
""",
    ),
    "trace": Command(
        "trio_sockets.commands.trace:trace",
        (
            say("Show the calls of programs, and the bytes between them, as a picture."),
            say(
                "The picture is drawn on standard error as it happens. The programs keep their "
                "standard input and output. Ctrl-C ends all of them."
            ),
        ),
        """
trio-sockets trace -- python3 server.py 50009
trio-sockets trace --server 'python3 s.py {port}' --client 'java C {host} {port}'
trio-sockets trace --relay :6000 --to lab.example:50009 --json trace.jsonl
""",
    ),
    "completion": Command(
        "trio_sockets.commands.completion:completion",
        (
            say("Print a script that has a shell complete commands and options."),
            say("A shell that is started later completes them once it reads the script."),
        ),
        """
trio-sockets completion bash > ~/.local/share/bash-completion/completions/trio-sockets
trio-sockets completion fish > ~/.config/fish/completions/trio-sockets.fish
""",
    ),
}
"""The commands of the application, by name."""

CHECKS: Final[Mapping[str, Command]] = {
    "server": Command(
        "trio_sockets.commands.check.server:server",
        (say("Grade a server of the sheet, at an address or started by a command."),),
        """
trio-sockets check server echo lab.example:50007
trio-sockets check server game -- python3 server.py {port}
trio-sockets check server text --all --report out.html -- ./server {port}
""",
    ),
    "client": Command(
        "trio_sockets.commands.check.client:client",
        (
            say("Grade a client of the sheet: it is started, and the checker plays its server."),
            say(
                "{host}, {port} and {address} in the words behind -- stand for where the server is."
            ),
        ),
        """
trio-sockets check client game -- python3 client.py {port}
trio-sockets check client game --mode hostile --all -- java Client {host} {port}
trio-sockets check client echo :50007 -- python3 sheet_client.py
trio-sockets check client text --scenario asks.toml -- ./client
""",
    ),
    "dialect": Command(
        "trio_sockets.commands.check.dialect:dialect",
        (say("Look whether a dialect is right, and print a sample transcript."),),
        """
trio-sockets check dialect francais
trio-sockets check dialect our-class.toml
""",
    ),
    "learn": Command(
        "trio_sockets.commands.check.learn_group:app",
        (say("Talk with a program, find out how it speaks, and write that down as a dialect."),),
    ),
    "class": Command(
        "trio_sockets.commands.check.class_:class_",
        (say("Grade every submission of a class: each folder within a folder."),),
        """
trio-sockets check class lab3 --service game
trio-sockets check class lab3 --csv lab3.csv --html lab3.html --reports out
""",
    ),
}
"""The commands of ``check``, by name."""

LEARNERS: Final[Mapping[str, Command]] = {
    "game": Command(
        "trio_sockets.commands.check.learn:game",
        (say("Play with a server of the game, and write down how it speaks as a dialect."),),
        """
trio-sockets check learn game -- python3 server.py {port}
trio-sockets check learn game --write theirs.toml -- ./server {port}
""",
    ),
    "text": Command(
        "trio_sockets.commands.check.learn:text",
        (say("Talk with a text server, and write down how it speaks as a dialect."),),
        """
trio-sockets check learn text lab.example:50007 --no-check
""",
    ),
    "client": Command(
        "trio_sockets.commands.check.learn:client",
        (say("Be the server of a client, and write down what it understands as a dialect."),),
        """
trio-sockets check learn client game -- python3 client.py {host} {port}
""",
    ),
}
"""The commands of ``check learn``, by name."""
