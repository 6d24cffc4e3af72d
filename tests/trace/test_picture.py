"""The picture shows what programs did: their connections, and which bytes went where."""

import pytest

from helpers.trace_story import CLIENT, SERVER, Story, arrows, names
from trio_sockets.trace.model.arrows import Fate
from trio_sockets.trace.model.calls import FIRST, LAST
from trio_sockets.trace.model.events import Named, Shut
from trio_sockets.trace.model.layout import lay_out
from trio_sockets.trace.model.picture import Layout, Part


def met() -> Story:
    story = Story()
    story.meet()
    return story


def said(layout: Layout) -> list[str]:
    return [remark.words.read() for remarks in layout.remarks.values() for remark in remarks]


def test_a_call_and_the_call_that_took_its_bytes_stand_in_one_row() -> None:
    story = met()
    story.send("client", 1, b"hello")
    story.receive("server", 2, b"hello")
    layout = story.layout()
    assert names(layout)[-2:] == [{0: "accept", 1: "connect"}, {0: "recv", 1: "sendall"}]
    assert arrows(layout) == [
        ("syn", "client connect", "server accept"),
        ("bytes", "client sendall", "server recv"),
    ]


def test_what_one_program_tells_late_is_paired_all_the_same() -> None:
    story = met()
    story.send("client", 1, b"hello")
    story.receive("server", 2, b"hello")
    late = [event for event in story.events if event.program == "client"]
    story.events = [event for event in story.events if event.program == "server"] + late
    assert ("bytes", "client sendall", "server recv") in arrows(story.layout())


def test_an_addresss_form_does_not_keep_two_ends_apart() -> None:
    story = Story()
    story.listen(address="[::]:50009")
    story.connect()
    story.accept()
    story.send("client", 1, b"x", name="write")
    story.receive("server", 2, b"x")
    assert len(arrows(story.layout())) == 2


def test_bytes_in_two_pieces_are_two_arrows_from_one_call() -> None:
    story = met()
    story.send("server", 2, b"HIGHER 6\n")
    story.receive("client", 1, b"HIG")
    story.receive("client", 1, b"HER 6\n")
    layout = story.layout()
    assert [arrow[1:] for arrow in arrows(layout)][-2:] == [("server sendall", "client recv")] * 2
    assert [(line.arrow.begin, line.arrow.end) for line in layout.lines[-2:]] == [(0, 3), (3, 9)]
    assert said(layout) == ["one sendall came in 2 pieces"] * 2


def test_two_sends_that_come_together_are_two_arrows_to_one_call() -> None:
    story = met()
    story.send("client", 1, b"hola\n")
    story.send("client", 1, b"123\n")
    story.receive("server", 2, b"hola\n123\n")
    layout = story.layout()
    assert [arrow[1:] for arrow in arrows(layout)][-2:] == [("client sendall", "server recv")] * 2
    assert said(layout) == ["2 sends came in one recv"]


def test_lines_of_one_send_that_come_together_are_told() -> None:
    story = met()
    story.send("client", 1, b"hola\n123\n")
    story.receive("server", 2, b"hola\n123\n")
    assert said(story.layout()) == ["2 lines came in one recv"]


def test_a_letter_that_is_cut_in_two_is_told() -> None:
    story = met()
    story.send("client", 1, "é".encode())
    story.receive("server", 2, b"\xc3")
    assert "a UTF-8 character is split here" in said(story.layout())


def test_a_receive_gets_what_a_blocked_sendall_has_sent_so_far() -> None:
    story = met()
    story.begin("server", "sendall", 2, data=b"x" * 100, size=100)
    story.receive("client", 1, b"x" * 60)
    assert ("bytes", "server sendall", "client recv") in arrows(story.layout())


def test_a_peek_takes_no_bytes() -> None:
    story = met()
    story.send("client", 1, b"hello")
    peek = story.begin("server", "recv", 2, detail="1024, MSG_PEEK")
    story.end("server", peek, size=5, data=b"hello")
    story.receive("server", 2, b"hello")
    layout = story.layout()
    assert [line.arrow.end for line in layout.lines if line.arrow.kind.value == "bytes"] == [5]


def test_a_close_is_a_fin_to_the_call_that_found_the_end() -> None:
    story = met()
    waits = story.begin("server", "recv", 2)
    story.close("client", 1)
    story.end("server", waits)
    layout = story.layout()
    assert arrows(layout)[-1] == ("fin", "client close", "server recv")
    assert layout.lines[-1].arrow.inferred


def test_a_half_close_is_told_once() -> None:
    story = met()
    story.halve("client", 1)
    story.receive("server", 2, b"")
    story.close("client", 1)
    kinds = [kind for kind, *_ in arrows(story.layout())]
    assert kinds == ["syn", "half-close"]


def test_a_close_before_all_was_read_is_a_reset() -> None:
    story = met()
    story.send("server", 2, b"bye\n")
    story.close("client", 1)
    story.receive("server", 2, b"", error="ECONNRESET")
    layout = story.layout()
    assert ("rst", "client close", "server recv") in arrows(layout)
    assert "the other side has reset the connection" in said(layout)


def test_a_send_to_a_peer_that_has_gone_is_read_by_nobody_and_answered_by_a_reset() -> None:
    story = met()
    story.close("client", 1)
    story.send("server", 2, b"one\n")
    story.send("server", 2, b"two\n", error="EPIPE")
    story.signal("server", "SIGPIPE")
    story.exit("server", None, "SIGPIPE")
    layout = story.layout()
    assert ("fin", "client close", "") in arrows(layout)
    assert ("rst", "", "server sendall") in arrows(layout)
    assert [line.arrow.fate for line in layout.lines if line.arrow.end] == [Fate.UNREAD]
    assert set(said(layout)) == {
        "this is never read: the other side had closed",
        "the other side has closed",
    }
    assert [list(row.values()) for row in names(layout)][-2:] == [["signal"], ["exit"]]


def test_a_client_that_is_not_accepted_stands_in_the_queue() -> None:
    story = Story("server", "client", "client 2")
    story.meet()
    story.connect("client 2", "127.0.0.1:40002")
    story.now += 5
    layout = story.layout()
    queued = [mark for row in layout.rows for mark in row.marks.values() if mark.queued]
    assert [mark.column for mark in queued] == [0]
    assert queued[0].queued is not None
    assert queued[0].queued.until is None
    assert [line.arrow.fate for line in layout.lines] == [Fate.TAKEN, Fate.WAITING]


def test_a_late_accept_tells_how_long_its_client_had_waited() -> None:
    story = Story()
    story.listen()
    story.connect()
    story.now += 2
    story.accept()
    assert said(story.layout()) == ["it had waited in the queue: 2.0 s"]


def test_a_call_that_waits_is_a_bar_down_the_rows() -> None:
    story = Story()
    story.listen()
    accept = story.begin("server", "accept", 1)
    story.now += 1
    story.connect()
    story.end("server", accept, made=2)
    story.add(Named(story.now, "server", 2, SERVER, CLIENT))
    layout = story.layout()
    [bar] = layout.bars
    assert (bar.column, bar.last - bar.first) == (0, 2)
    [end] = [mark for row in layout.rows for mark in row.marks.values() if mark.part is Part.END]
    assert end.waited == pytest.approx(1.0, abs=0.1)


def test_what_happens_much_later_never_stands_at_the_time_when_a_wait_began() -> None:
    story = Story()
    story.meet()
    story.begin("client", "recv", 1)
    story.now += 3
    story.begin("server", "recv", 2)
    layout = story.layout()
    rows = [
        row for row in layout.rows if any(mark.part is Part.BEGIN for mark in row.marks.values())
    ]
    assert [[mark.column for mark in row.marks.values()] for row in rows] == [[1], [0]]
    assert rows[1].at - rows[0].at == pytest.approx(3, abs=0.1)


def test_a_call_that_still_waits_has_waited_until_now() -> None:
    story = Story()
    story.listen()
    story.begin("server", "accept", 1)
    layout = lay_out(story.recording(), story.now + 3)
    [mark] = layout.rows[-1].marks.values()
    assert mark.part is Part.BEGIN
    assert mark.waited == pytest.approx(3, abs=0.1)


def test_a_peer_that_is_not_traced_has_a_column_of_its_own() -> None:
    story = Story("client")
    story.connect()
    story.send("client", 1, b"hello")
    story.receive("client", 1, b"HELLO")
    story.receive("client", 1, b"")
    layout = story.layout()
    assert [column.title for column in layout.columns] == ["client.py", SERVER]
    assert arrows(layout) == [
        ("syn", "client connect", ""),
        ("bytes", "client sendall", ""),
        ("bytes", "", "client recv"),
        ("fin", "", "client recv"),
    ]


def test_threads_have_columns_and_an_idle_main_thread_has_none() -> None:
    story = Story("server")
    story.call("server", "socket", made=1, thread="thread 2")
    assert [column.thread for column in story.layout().columns] == ["thread 2"]


def test_a_call_that_does_not_block_and_did_nothing_is_not_drawn() -> None:
    story = met()
    for _ in range(2000):
        story.receive("server", 2, b"", error="EAGAIN")
    recording = story.recording()
    assert len(recording.calls) == 6
    assert "recv" not in str(names(story.layout()))


def test_memory_is_bounded_and_what_is_left_out_is_counted() -> None:
    story = met()
    calls = 2 * (FIRST + LAST)
    for number in range(calls):
        story.send("client", 1, b"%d\n" % number)
        story.receive("server", 2, b"%d\n" % number)
    recording = story.recording()
    assert len(recording.calls) <= 2 * (FIRST + LAST)
    [left_out] = {frozenset(column.left_out.items()) for column in recording.columns[1:]}
    assert dict(left_out) == {"sendall": calls + 2 - FIRST - LAST}


def test_rows_that_repeat_are_folded_and_counted() -> None:
    story = met()
    for _ in range(100):
        story.send("client", 1, b"UPPER a\n")
        story.receive("server", 2, b"UPPER a\n")
        story.send("server", 2, b"A\n")
        story.receive("client", 1, b"A\n")
    layout = story.layout()
    [folded] = [row for row in layout.rows if row.repeats]
    assert folded.repeats == 2 * 97
    assert {place: dict(mark.counts) for place, mark in folded.marks.items()} == {
        0: {"recv": 97, "sendall": 97},
        1: {"recv": 97, "sendall": 97},
    }
    assert len(layout.rows) < 20


def test_a_game_of_seven_guesses_is_not_folded() -> None:
    story = met()
    for number in range(7):
        story.send("client", 1, b"%d\n" % number)
        story.receive("server", 2, b"%d\n" % number)
    assert not [row for row in story.layout().rows if row.repeats]


def test_an_event_that_makes_no_sense_is_passed_over() -> None:
    story = met()
    story.end("server", 999)
    story.add(Named(story.now, "server", 77, "", ""))
    story.close("client", 1)
    story.close("client", 1)
    assert story.layout().rows


def test_sockets_that_only_probe_what_the_system_can_are_not_drawn() -> None:
    story = Story("server")
    story.call("server", "socket", made=9)
    story.close("server", 9)
    story.listen()
    assert names(story.layout()) == [{0: "socket"}, {0: "bind"}, {0: "listen"}]


def test_the_threads_of_a_program_stand_side_by_side() -> None:
    story = met()
    story.call("server", "recv", 2, thread="thread 2")
    titles = [(column.program, column.thread) for column in story.layout().columns]
    assert titles == [("server", ""), ("server", "thread 2"), ("client", "")]


def test_a_loop_that_waits_a_second_at_a_time_is_one_bar() -> None:
    story = Story("server")
    for _ in range(100):
        waits = story.begin("server", "select")
        story.now += 0.5
        story.end("server", waits)
    [row] = story.layout().rows
    assert row.marks[0].waited == pytest.approx(50.2, abs=0.2)


def test_what_a_close_leaves_unread_is_lost_where_it_closes() -> None:
    story = met()
    story.send("server", 2, b"HIGHER 6\n")
    story.receive("client", 1, b"HIGH")
    story.close("client", 1)
    layout = story.layout()
    lost = layout.lines[-2]
    assert (lost.arrow.begin, lost.arrow.end, lost.arrow.fate) == (4, 9, Fate.UNREAD)
    assert lost.target[0] == len(layout.rows) - 1
    assert "never read: 5 B of this" in said(layout)


def test_a_socket_that_lost_its_name_has_a_mark() -> None:
    story = met()
    story.add(Shut(story.now, "server", 2, collected=True))
    layout = story.layout()
    assert names(layout)[-1] == {0: "collected"}
    assert layout.lines[-1].source == (len(layout.rows) - 1, 0)
