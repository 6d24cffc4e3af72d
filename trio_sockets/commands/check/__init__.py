"""``trio-sockets check``: grades servers and clients of the sheet.

What it needs is an extra, so each of its commands is imported only when it is run.
"""

from importlib.util import find_spec

from cyclopts import App

from trio_sockets.commands.extras import missing_extra

for package in ("psutil", "dateutil", "jinja2"):
    if find_spec(package) is None:
        raise missing_extra("check", package, "check")

SERVER_EXAMPLES = """Examples:

    trio-sockets check server echo lab.example:50007
    trio-sockets check server game -- python3 server.py {port}
    trio-sockets check server text --all --report out.html -- ./server {port}
"""

CLIENT_EXAMPLES = """Examples:

    trio-sockets check client game -- python3 client.py {port}
    trio-sockets check client game --mode hostile --all -- java Client {host} {port}
    trio-sockets check client echo :50007 -- python3 sheet_client.py
    trio-sockets check client text --scenario asks.toml -- ./client
"""

DIALECT_EXAMPLES = """Examples:

    trio-sockets check dialect francais
    trio-sockets check dialect our-class.toml
"""

CLASS_EXAMPLES = """Examples:

    trio-sockets check class lab3 --service game
    trio-sockets check class lab3 --csv lab3.csv --html lab3.html --reports out
"""

LEARN_EXAMPLES = """Examples:

    trio-sockets check learn game -- python3 server.py {port}
    trio-sockets check learn game --write theirs.toml -- ./server {port}
    trio-sockets check learn text lab.example:50007 --no-check
"""

app = App(name="check")
app.command(
    "trio_sockets.commands.check.server:server",
    name="server",
    help="Grade a server of the sheet, at an address or started by a command.",
    help_epilogue=SERVER_EXAMPLES,
)
app.command(
    "trio_sockets.commands.check.client:client",
    name="client",
    help="Grade a client of the sheet: it is started, and the checker plays its server.",
    help_epilogue=CLIENT_EXAMPLES,
)
app.command(
    "trio_sockets.commands.check.dialect:dialect",
    name="dialect",
    help="Look whether a dialect is right, and print a sample transcript.",
    help_epilogue=DIALECT_EXAMPLES,
)
app.command(
    "trio_sockets.commands.check.learn:learn",
    name="learn",
    help="Play with a program, find out how it speaks, and write that down as a dialect.",
    help_epilogue=LEARN_EXAMPLES,
)
app.command(
    "trio_sockets.commands.check.class_:class_",
    name="class",
    help="Grade every submission of a class: each folder within a folder.",
    help_epilogue=CLASS_EXAMPLES,
)
