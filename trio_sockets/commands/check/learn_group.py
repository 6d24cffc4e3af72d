"""``trio-sockets check learn``: a command for each kind of program to learn from."""

from cyclopts import App

from trio_sockets.commands.declared import LEARNERS

app = App(name="learn")
for name, command in LEARNERS.items():
    app.command(command.place, name=name, **command.settings())
