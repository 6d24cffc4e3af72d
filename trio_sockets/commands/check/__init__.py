"""``trio-sockets check``: grades servers and clients of the sheet.

What it needs is an extra, so each of its commands is imported only when it is run.
"""

from cyclopts import App

app = App(name="check", help="Grade a server or a client of the lab sheet, in any language.")
app.command("trio_sockets.commands.check.server:server", name="server")
app.command("trio_sockets.commands.check.dialect:dialect", name="dialect")
