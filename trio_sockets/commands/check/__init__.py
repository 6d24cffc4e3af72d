"""``trio-sockets check``: grades servers and clients of the sheet.

What it needs is an extra, so each of its commands is imported only when it is run.
"""

from importlib.util import find_spec

from cyclopts import App

from trio_sockets.commands.declared import CHECKS
from trio_sockets.commands.extras import missing_extra

for package in ("psutil", "dateutil", "jinja2"):
    if find_spec(package) is None:
        raise missing_extra("check", package, "check")

app = App(name="check")
for name, command in CHECKS.items():
    app.command(command.place, name=name, **command.settings())
