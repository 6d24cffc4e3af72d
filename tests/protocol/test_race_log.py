"""The log of a room is one text, which each player reads at his own pace."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from trio_sockets.protocol.race.log import KEPT, LogReader, RoomLog

steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(1, 40), st.sampled_from([None, 0, 1])),
        st.tuples(st.just("read"), st.integers(1, 60), st.sampled_from([0, 1])),
        st.tuples(st.just("forget"), st.just(0), st.none()),
    ),
    max_size=60,
)


def said(log: RoomLog, line: bytes, *but: LogReader) -> None:
    for reader in but:
        reader.skip(len(line))
    log.append(line)


def full(log: RoomLog) -> bool:
    return log.is_full


def test_a_player_reads_what_is_said_after_he_came() -> None:
    log = RoomLog()
    first = LogReader(log)
    said(log, b"* 1\n")
    second = LogReader(log)
    said(log, b"* 2\n")
    assert first.read(100) == b"* 1\n* 2\n"
    assert second.read(100) == b"* 2\n"
    assert first.read(100) == b""
    assert first.behind == second.behind == 0


def test_places_are_counted_in_bytes_from_the_rooms_beginning() -> None:
    log = RoomLog()
    first = LogReader(log)
    said(log, b"* 1\n")
    second = LogReader(log)
    assert (log.start, log.end) == (0, 4)
    assert (first.place, second.place) == (0, 4)
    log.forget(4)
    assert (log.start, log.end) == (4, 4)


def test_a_player_is_not_told_what_he_did_himself() -> None:
    log = RoomLog()
    ana, bo = LogReader(log), LogReader(log)
    said(log, b"* ana 1\n", ana)
    said(log, b"* ana 2\n", ana)
    said(log, b"* bo\n", bo)
    said(log, b"* ana 3\n", ana)
    assert ana.read(100) == b"* bo\n"
    assert bo.read(100) == b"* ana 1\n* ana 2\n* ana 3\n"
    assert ana.behind == bo.behind == 0


def test_a_player_reads_so_many_bytes_besides_what_he_did_himself() -> None:
    log = RoomLog()
    ana = LogReader(log)
    said(log, b"* 1\n")
    said(log, b"* ana\n", ana)
    said(log, b"* 2\n* 3\n")
    assert ana.read(6) == b"* 1\n* "
    assert ana.read(1) == b"2"
    assert ana.read(100) == b"\n* 3\n"


def test_a_log_is_full_until_what_all_have_read_is_forgotten() -> None:
    log = RoomLog()
    ana, bo = LogReader(log), LogReader(log)
    said(log, b"x" * KEPT)
    assert not full(log)
    said(log, b"y")
    assert full(log)
    ana.read(KEPT + 1)
    bo.read(10)
    log.forget(min(ana.place, bo.place))
    assert not full(log)
    assert bo.read(KEPT) == b"x" * (KEPT - 10) + b"y"


@settings(deadline=None)
@given(steps)
def test_the_pace_of_a_player_changes_neither_the_lines_nor_their_order(
    steps: list[tuple[str, int, int | None]],
) -> None:
    log = RoomLog()
    readers = LogReader(log), LogReader(log)
    due, heard = [b"", b""], [b"", b""]
    for number, (what, size, who) in enumerate(steps):
        if what == "say":
            line = bytes([97 + number % 26]) * size
            said(log, line, *([] if who is None else [readers[who]]))
            for each in range(2):
                due[each] += b"" if each == who else line
        elif what == "read":
            assert who is not None
            piece = readers[who].read(size)
            missing = len(due[who]) - len(heard[who])
            assert len(piece) == min(size, missing)
            heard[who] += piece
        else:
            log.forget(min(reader.place for reader in readers))
    for each, reader in enumerate(readers):
        assert heard[each] + reader.read(10**6) == due[each]
        assert reader.behind == 0
