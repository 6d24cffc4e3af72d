"""Tests that need more open files than a machine may allow by default, often 1,024."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from trio_sockets.server.limits import open_file_limit


@contextmanager
def needs_descriptors(number: int) -> Iterator[None]:
    """Let this process have so many open files while the block lasts.

    The soft limit is raised if need be, up to the hard one. Where that does not suffice the test is
    skipped, and says so.

    :param number: of descriptors, those that are open already included.
    """
    limit = open_file_limit()
    if limit is None or limit >= number:
        yield
        return
    import resource  # noqa: PLC0415 - Unix only: elsewhere there is no such limit

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < number:
        pytest.skip(f"it needs {number} descriptors, and the hard limit is {hard}: see ulimit -Hn")
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
