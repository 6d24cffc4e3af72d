"""Files and folders of the package stay small: one concept a file, one subject a folder."""

from helpers.markdown_blocks import DOCS

PACKAGE = DOCS.parent / "trio_sockets"

LINES = 270
"""Of a file, at the most. With about 250 it is time to look for a second concept in it."""

MODULES = 22
"""Of a folder, at the most, beside its own subfolders."""


def test_no_file_is_long() -> None:
    lines = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert len(lines) > 200, "the package has not been found"
    assert {name for name, count in lines.items() if count > LINES} == set()


def test_no_folder_is_crowded() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    crowded = {folder for folder in folders if len([*folder.glob("*.py")]) > MODULES}
    assert crowded == set()
