"""What fuzzing found worth keeping is replayed on any machine, without a fuzzer."""

import pytest

from fuzz import corpus
from fuzz.targets import TARGETS

every_target = pytest.mark.parametrize("name", TARGETS)


@every_target
def test_every_kept_input_holds(name: str) -> None:
    inputs = corpus.load(name)
    assert inputs
    for data in inputs:
        TARGETS[name](data)


@every_target
def test_a_target_holds_of_nothing_at_all(name: str) -> None:
    TARGETS[name](b"")


@every_target
def test_the_file_is_as_it_would_be_written(name: str) -> None:
    assert corpus.packed(corpus.load(name)) == corpus.file_of(name).read_text("ascii")


def test_every_target_has_its_file_and_every_file_its_target() -> None:
    assert {path.stem for path in corpus.FOLDER.iterdir()} == set(TARGETS)


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in corpus.FOLDER.iterdir()) < 32 * 1024
