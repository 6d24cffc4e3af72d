"""Draws the pictures of ``docs/lab.md`` from runs of its own programs: ``nox -s pictures``."""

import os
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import trio

from helpers.markdown_blocks import DOCS, page, programs, snippet
from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.model.recording import Recording
from trio_sockets.trace.plan import TracePlan
from trio_sockets.trace.session import TraceSession
from trio_sockets.trace.views.svg import to_svg
from trio_sockets.words import in_english

PICTURES: Mapping[str, tuple[str, str, int]] = {
    "lab-echo.svg": ("echo_server.py", "echo_client.py", 1),
    "lab-cut.svg": ("echo_server.py", "cut_client.py", 1),
    "lab-glued.svg": ("busy_server.py", "glued_client.py", 1),
    "lab-blocked.svg": ("server_text.py", "staying_client.py", 2),
    "lab-threads.svg": ("threads_server.py", "staying_client.py", 2),
}
"""Of each picture: the server, the client, and how many of it."""


def write_programs(folder: Path) -> None:
    """Write the programs of the page to a folder, and the server with threads, as it says."""
    text = page("lab.md")
    found = programs(text)
    found["threads_server.py"] = (
        found["server_text.py"]
        .replace("import socket\n", "import socket\nimport threading\n", 1)
        .replace("serve(*s.accept())", snippet(text, "threading.Thread").strip())
    )
    for name, source in found.items():
        (folder / name).write_text(source, "utf-8")


async def draw(name: str, folder: Path) -> str:
    """Run the programs of a picture; return it.

    :param folder: which has the programs.
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
    return to_svg(lay_out(recording, recording.last), "en", in_english, recording.last)


def main() -> None:
    """Draw all of them."""
    with tempfile.TemporaryDirectory() as folder:
        write_programs(Path(folder))
        for name in PICTURES:
            svg = trio.run(partial(draw, name, Path(folder)))
            (DOCS / name).write_text(svg, "utf-8")
            print(f"docs/{name}")


if __name__ == "__main__":
    main()
