"""What is said of an extra that is not installed: a command that works."""

import pytest

from trio_sockets.commands.extras import install_hint


@pytest.mark.parametrize(
    ("record", "hint"),
    [
        ({}, "in a clone of it, /py -m pip install '.[scores]'"),
        ({"url": "https://host/a.whl"}, "in a clone of it, /py -m pip install '.[scores]'"),
        ({"url": "file:///src/a", "dir_info": {}}, "/py -m pip install '/src/a[scores]'"),
        (
            {"url": "file:///my%20src", "dir_info": {"editable": True}},
            "/py -m pip install -e '/my src[scores]'",
        ),
        (
            {"url": "https://host/a.git", "vcs_info": {"vcs": "git"}},
            "/py -m pip install 'trio-sockets[scores] @ git+https://host/a.git'",
        ),
    ],
)
def test_the_hint_follows_how_it_was_installed(record: dict[str, object], hint: str) -> None:
    assert install_hint("scores", record, "/py").read() == hint
