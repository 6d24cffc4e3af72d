"""``python -m trio_sockets`` is the ``trio-sockets`` command."""

from trio_sockets.cli import main

main()
