"""What is looked for in a built wheel."""

from pathlib import Path

from built_packages import ALLOWED_IN_WHEEL, faults, package_faults


def test_a_file_that_is_missing_or_too_much_is_named() -> None:
    names = ["trio_sockets/__init__.py", "tests/test_words.py", "trio_sockets/a.pyc"]
    assert list(
        faults(names, ["trio_sockets/*.py", "trio_sockets/py.typed"], ALLOWED_IN_WHEEL)
    ) == [
        "no trio_sockets/py.typed",
        "tests/test_words.py does not belong there",
        "trio_sockets/a.pyc does not belong there",
    ]


def test_the_package_has_each_file_of_the_checkout(tmp_path: Path) -> None:
    (tmp_path / "trio_sockets" / "__pycache__").mkdir(parents=True)
    for name in ("a.py", "b.lua", "__pycache__/a.pyc"):
        (tmp_path / "trio_sockets" / name).touch()
    names = ["trio_sockets/a.py", "trio_sockets/c.py", "LICENSE"]
    assert list(package_faults(names, tmp_path)) == [
        "trio_sockets/b.lua is in one of checkout and package",
        "trio_sockets/c.py is in one of checkout and package",
    ]
