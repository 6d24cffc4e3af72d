"""Draws the pictures of the lab's page from runs of its own programs: ``nox -s pictures``."""

import os
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import trio

from helpers.markdown_blocks import DOCS, page, programs, snippet
from trio_sockets.language import Language, translator
from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.model.recording import Recording
from trio_sockets.trace.plan import TracePlan
from trio_sockets.trace.session import TraceSession
from trio_sockets.trace.views.svg import to_svg

PICTURES: Mapping[str, tuple[str, str, int]] = {
    "lab-echo.svg": ("echo_server.py", "echo_client.py", 1),
    "lab-cut.svg": ("echo_server.py", "cut_client.py", 1),
    "lab-glued.svg": ("busy_server.py", "glued_client.py", 1),
    "lab-blocked.svg": ("server_text.py", "staying_client.py", 2),
    "lab-threads.svg": ("threads_server.py", "staying_client.py", 2),
}
"""Of each picture: the server, the client, and how many of it."""

FOLDERS: Mapping[Language, str] = {"en": ".", "fr": "fr"}
"""Where the page is, with its pictures, of each language that it has."""


def write_programs(folder: Path, language: Language) -> None:
    """Write the programs of a page to a folder, and the server with threads, as it says."""
    text = page(f"{FOLDERS[language]}/lab.md")
    found = programs(text)
    found["threads_server.py"] = (
        found["server_text.py"]
        .replace("import socket\n", "import socket\nimport threading\n", 1)
        .replace("serve(*s.accept())", snippet(text, "threading.Thread").strip())
    )
    for name, source in found.items():
        (folder / name).write_text(source, "utf-8")


async def draw(name: str, folder: Path, language: Language) -> str:
    """Run the programs of a picture; return it.

    :param folder: which has the programs.
    :param language: of what the picture says.
    """
    server, client, count = PICTURES[name]
    python = [sys.executable, "-u"]
    recording = Recording()
    plan = TracePlan(
        server=[*python, str(folder / server), "{port}"],
        clients=[[*python, str(folder / client), "{port}"]] * count,
        by="python",
        quiet=True,
    )
    await TraceSession(plan, recording.add, os.environ).run()
    layout = lay_out(recording, recording.last)
    return to_svg(layout, language, translator(language), recording.last)


def main() -> None:
    """Draw all of them."""
    for language, beside in FOLDERS.items():
        with tempfile.TemporaryDirectory() as folder:
            write_programs(Path(folder), language)
            for name in PICTURES:
                svg = trio.run(partial(draw, name, Path(folder), language))
                path = DOCS / beside / name
                path.write_text(svg, "utf-8")
                print(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
