"""Runs one program within limits, and ends all its processes.

This folder is a separate program, ``python launch BOUNDS COMMAND...``. It imports nothing from
trio_sockets, so that it starts quickly: it runs for each start of each submission. BOUNDS is JSON
from `Sandbox`. It exits as the program did, with the same exit code or signal.

It stays as the parent of the program and watches it, because the kernel's limits apply to one
process or to all processes of a user, but not to one program with its children. On Linux it is a
subreaper: orphans become its children, so that a daemon cannot escape. It does not run on Windows.
"""

from trio_sockets_launch.launching import main  # type: ignore[import-not-found]

main()
