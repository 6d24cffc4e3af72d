"""The extra that `trace` needs: importing this raises the hint which package is missing."""

from importlib.util import find_spec

from trio_sockets.commands.extras import missing_extra

for package in ("psutil", "jinja2", "h11"):
    if find_spec(package) is None:
        raise missing_extra("trace", package, "trace")
