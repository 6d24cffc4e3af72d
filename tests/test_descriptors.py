"""The helper of tests that need many open files: it raises the limit for them, or says why not."""

from collections.abc import Iterator

import pytest

from helpers.descriptors import needs_descriptors
from trio_sockets.server.limits import open_file_limit

resource = pytest.importorskip("resource", reason="only Unix limits the open files")


@pytest.fixture
def hard() -> Iterator[int]:
    """Lower the soft limit for a test, and return the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (500, hard))
    yield hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_soft_limit_is_raised_for_as_long_as_the_block_lasts(hard: int) -> None:
    with needs_descriptors(600):
        assert open_file_limit() == 600
    assert open_file_limit() == 500


def test_a_limit_that_suffices_is_left_alone(hard: int) -> None:
    with needs_descriptors(400):
        assert open_file_limit() == 500


def test_a_test_that_needs_more_than_the_hard_limit_is_skipped_and_says_so(hard: int) -> None:
    if hard == resource.RLIM_INFINITY:
        pytest.skip("there is no hard limit")
    reason = f"it needs {hard + 1} descriptors, and the hard limit is {hard}"
    with pytest.raises(pytest.skip.Exception, match=reason), needs_descriptors(hard + 1):
        pass
