"""Draws the README's pictures from runs of the commands that they show: ``nox -s pictures``."""

import io
import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

import trio
from rich.ansi import AnsiDecoder
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from helpers.markdown_blocks import DOCS
from helpers.programs import run_to_end
from trio_sockets.language import Language

PROGRAMS = DOCS.parent / "examples/first_server"

PICTURES: Mapping[Language, str] = {"en": "first-server.svg", "fr": "fr/first-server.svg"}
"""The picture of each language."""

CHECK = 'trio-sockets check server text -- python3 server.py "{port}"'
TRACE = (
    'trio-sockets trace --server "python3 server.py {port}" \\\n'
    '    --client "python3 client.py {host} {port}"'
)
SOURCE = "cat -n server.py | tail -n 6"
TITLES: Mapping[Language, tuple[str, str]] = {
    "en": ("check: which byte is wrong", "trace: which call is to blame"),
    "fr": (
        "check\N{NO-BREAK SPACE}: quel octet est faux",
        "trace\N{NO-BREAK SPACE}: quel appel en est la cause",
    ),
}
TIMES = 3
"""Runs of which the shortest is shown: on a busy machine, calls wait that else would not."""

CHECK_WIDTH, TRACE_WIDTH = 62, 64  # columns of the terminal

LIGHT = TerminalTheme(
    (255, 255, 255),
    (31, 35, 40),
    [
        *((31, 35, 40), (207, 34, 46), (17, 99, 41), (125, 78, 0)),
        *((9, 105, 218), (130, 80, 223), (15, 102, 112), (89, 99, 110)),
    ],
)
DARK = TerminalTheme(
    (13, 17, 23),
    (240, 246, 252),
    [
        *((110, 118, 129), (255, 123, 114), (63, 185, 80), (210, 153, 34)),
        *((88, 166, 255), (188, 140, 255), (57, 197, 207), (177, 186, 196)),
    ],
)

CUT = Text("  ⋮", "dim")
ERASED = re.compile(r".*\n(?=(?:\x1b\[\?25h)?\r\x1b\[1A\x1b\[2K)")
"""A line that the next characters erase again: it said what was at work."""

CELL, LINE = 12.2, 24.4  # what Rich gives a letter, in the picture's units
EDGE, TOP, GAP = 24.0, 56.0, 20.0

PAGE = Template("""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height" width="$width" \
height="$height" xml:lang="$language" role="img" aria-labelledby="what">
<title id="what">$titles</title>
<style>
text { font: 20px ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; \
white-space: pre }
.window { fill: #ffffff; stroke: #d1d9e0 }
.title { fill: #59636e; font-weight: bold }
$light
@media (prefers-color-scheme: dark) {
.window { fill: #0d1117; stroke: #3d444d }
.title { fill: #9198a1 }
$dark
}
</style>
$panels
</svg>
""")
PANEL = Template("""\
<g transform="translate($x 0)">
<rect class="window" x="1" y="1" width="$width" height="$height" rx="10"/>
<text class="title" x="$edge" y="34">$title</text>
<g id="$name" transform="translate($edge $top)">
$matrix
</g>
</g>""")


@dataclass(frozen=True)
class Panel:
    """What one command printed, as far as it is shown, below the command itself."""

    name: str
    title: str
    width: int
    lines: Sequence[Text]

    def export(self, theme: TerminalTheme, part: str) -> str:
        """Return a part of Rich's picture of the lines, such as its styles."""
        console = Console(
            record=True, width=self.width, file=io.StringIO(), force_terminal=True, highlight=False
        )
        for line in self.lines:
            console.print(line, soft_wrap=True)
        return console.export_svg(theme=theme, code_format=part, unique_id=self.name)


async def draw(language: Language) -> str:
    """Run both commands; return the picture of what they print.

    :raises ValueError: they printed something else than what is to be shown.
    """
    checked, traced = TITLES[language]
    return to_svg(
        language,
        [
            Panel("check", checked, CHECK_WIDTH, await _check(language)),
            Panel("trace", traced, TRACE_WIDTH, await _trace(language)),
        ],
    )


async def _check(language: Language) -> list[Text]:
    lines = await _run(CHECK, CHECK_WIDTH, language)
    [first] = [at for at, line in enumerate(lines) if " line.03 " in line.plain]
    [failed] = [at for at, line in enumerate(lines) if line.plain.startswith("✗")]
    [caret] = [at for at, line in enumerate(lines) if line.plain.lstrip().startswith("^")]
    [calls] = [at for at, line in enumerate(lines) if line.plain.startswith("server.py")]
    [advice, end] = [at for at, line in enumerate(lines) if at > calls and not line][:2]
    return [
        *_prompt(CHECK),
        *(CUT, *lines[first : failed - 2]),
        *lines[failed - 1 : caret + 1],
        *(CUT, *lines[advice + 1 : end], CUT),
    ]


async def _trace(language: Language) -> list[Text]:
    lines = await _run(TRACE, TRACE_WIDTH, language)
    [begin] = [at for at, line in enumerate(lines) if line.plain.startswith("server.py")]
    column = lines[begin].plain.index("client.py")
    # Behind the client's exit code, the server only waits for the next one.
    [end] = [at for at, line in enumerate(lines) if line.plain[column:].endswith(" 0")]
    source = await run_to_end(SOURCE, cwd=PROGRAMS, shell=True)
    return [
        *(*_prompt(TRACE), Text(), *lines[begin : end + 1], CUT, Text()),
        *(*_prompt(SOURCE), *map(Text, source.stdout.decode().expandtabs().splitlines())),
    ]


async def _run(command: str, width: int, language: Language) -> list[Text]:
    """Run a command as in a terminal of this width; return what is left to be seen of it."""
    name, *words = shlex.split(command.replace("\\\n", ""))
    assert name == "trio-sockets"
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "TRIO_SOCKETS_")) and name != "NO_COLOR"
    }
    # As in an environment that is active: python3 is ours.
    here = str(Path(sys.executable).parent)
    environment.update(
        PATH=os.pathsep.join([here, os.environ["PATH"]]),
        LANG="C.UTF-8",
        LANGUAGE=language,
        TERM="xterm-256color",
        FORCE_COLOR="1",
        COLUMNS=str(width),
    )
    done = await run_to_end(
        [sys.executable, "-m", "trio_sockets", *words], env=environment, cwd=PROGRAMS
    )
    # The trace is on standard error; what its programs print is not.
    printed = (done.stderr if words[0] == "trace" else done.stdout).decode()
    lines = list(AnsiDecoder().decode(ERASED.sub("", printed)))
    for line in lines:
        line.rstrip()
    return lines


def _prompt(command: str) -> list[Text]:
    first, *rest = command.split("\n")
    return [Text.assemble(("$ ", "dim"), (first, "bold")), *(Text(line, "bold") for line in rest)]


def to_svg(language: Language, panels: Sequence[Panel]) -> str:
    """Return the picture of panels beside each other, for light and dark pages."""
    height = TOP + LINE * max(len(panel.lines) for panel in panels) + EDGE
    x = 0.0
    drawn = []
    for panel in panels:
        width = panel.width * CELL + 2 * EDGE
        matrix = re.sub(r' clip-path="[^"]*"', "", panel.export(LIGHT, "{matrix}"))
        drawn.append(
            PANEL.substitute(
                name=panel.name,
                title=escape(panel.title),
                x=f"{x:g}",
                width=f"{width:g}",
                height=f"{height:g}",
                edge=EDGE,
                top=TOP,
                matrix=matrix.replace("</text>", "</text>\n").strip(),
            )
        )
        x += width + GAP
    return PAGE.substitute(
        language=language,
        titles=escape(" / ".join(panel.title for panel in panels)),
        width=f"{x - GAP + 2:g}",
        height=f"{height + 2:g}",
        light="\n".join(panel.export(LIGHT, "{styles}") for panel in panels),
        dark="\n".join(panel.export(DARK, "{styles}") for panel in panels),
        panels="\n".join(drawn),
    )


def main() -> None:
    """Draw all of them."""
    for language, name in PICTURES.items():
        drawn = [trio.run(draw, language) for _ in range(TIMES)]
        (DOCS / name).write_text(min(drawn, key=len), "utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
