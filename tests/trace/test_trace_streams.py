"""Every byte is paired once, however both ends cut the stream."""

from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.trace.model.streams import UNPAIRED, Stream

cuts = st.lists(st.integers(0, 40), max_size=30)


@st.composite
def both_sides(draw: st.DrawFn) -> tuple[list[int], list[int], list[bool]]:
    """Return the sizes of the calls of both sides, of as many bytes, and who is told of next."""
    sent = draw(cuts)
    left, received = sum(sent), []
    while left:
        size = draw(st.integers(1, left))
        received.append(size)
        left -= size
    order = draw(st.permutations([True] * len(sent) + [False] * len(received)))
    return sent, received, list(order)


@given(both_sides(), st.booleans())
def test_every_byte_is_paired_exactly_once(
    sides: tuple[list[int], list[int], list[bool]],
    joined: bool,  # noqa: FBT001 - Hypothesis gives it
) -> None:
    sent, received, order = sides
    stream: Stream[str] = Stream()
    far: Stream[str] = Stream() if joined else stream
    pieces = []
    numbers = {True: 0, False: 0}
    for sends in order:
        number = numbers[sends]
        numbers[sends] += 1
        if sends:
            pieces += stream.send(f"s{number}", sent[number])
        else:
            pieces += far.receive(f"r{number}", received[number])
    if joined:
        pieces += stream.join(far)
    assert [(piece.begin, piece.end) for piece in pieces] == [
        (begin, end)
        for begin, end in zip(
            [0, *(piece.end for piece in pieces)], (piece.end for piece in pieces), strict=False
        )
    ]
    assert sum(piece.end - piece.begin for piece in pieces) == sum(sent)
    for sizes, letter in ((sent, "s"), (received, "r")):
        for number, size in enumerate(sizes):
            name = f"{letter}{number}"
            mine = [piece for piece in pieces if name in {piece.sender, piece.receiver}]
            assert sum(piece.end - piece.begin for piece in mine) == size
            begin = sum(sizes[:number])
            assert not mine or (mine[0].begin, mine[-1].end) == (begin, begin + size)
    assert not stream.sent
    assert not stream.received


def test_what_a_failed_call_had_not_sent_is_taken_back() -> None:
    stream: Stream[str] = Stream()
    stream.send("all", 100)
    assert [piece.end for piece in stream.receive("r", 30)] == [30]
    stream.withdraw("all")
    assert stream.total_sent == 30
    assert not stream.receive("r2", 5)
    assert [(piece.begin, piece.end) for piece in stream.send("more", 5)] == [(30, 35)]


def test_a_peer_that_is_not_traced_does_not_fill_the_memory() -> None:
    stream: Stream[int] = Stream()
    for number in range(3 * UNPAIRED):
        stream.send(number, 2)
    assert len(stream.sent) == UNPAIRED
    pieces = stream.receive(0, 6 * UNPAIRED)
    assert sum(piece.end - piece.begin for piece in pieces) == 6 * UNPAIRED
