"""The picture as text: the four faults of students can be seen at a glance."""

import pytest
from rich.cells import cell_len

from helpers.trace_story import Story, text_of


def lines(story: Story, width: int, last: int) -> list[str]:
    drawn = text_of(story.layout(), width, now=story.now).splitlines()[-last:]
    return [line[len("0.000   ") :] for line in drawn]


def met() -> Story:
    story = Story()
    story.meet()
    return story


def test_a_line_in_two_pieces_is_an_arrow_that_splits() -> None:
    story = met()
    story.send("server", 2, b"HIGHER 6\n")
    story.receive("client", 1, b"HIG")
    story.receive("client", 1, b"HER 6\n")
    assert lines(story, 90, 4) == [
        'sendall "HIGHER 6\\n"              ──┬─ 3 B ───► recv(1024) → "HIG"',
        "                                    │             ! one sendall came in 2 pieces",
        '                                    └── 6 B ──► recv(1024) → "HER 6\\n"',
        "                                                  ! one sendall came in 2 pieces",
    ]


def test_two_lines_that_are_glued_are_arrows_that_join() -> None:
    story = met()
    story.send("client", 1, b"hola\n")
    story.send("client", 1, b"123\n")
    story.receive("server", 2, b"hola\n123\n")
    assert lines(story, 90, 3) == [
        '                                    ┌── 5 B ─── sendall "hola\\n"',
        'recv(1024) → "hola\\n123\\n"        ◄─┴─ 4 B ──── sendall "123\\n"',
        "  ! 2 sends came in one recv",
    ]


def test_a_send_to_a_peer_that_has_gone_meets_a_reset() -> None:
    story = met()
    story.close("client", 1)
    story.send("server", 2, b"one\n")
    story.send("server", 2, b"two\n", error="EPIPE")
    story.signal("server", "SIGPIPE")
    assert lines(story, 90, 11) == [
        "                                  ◄┄┄┄ FIN ┄┄┄┄ close",
        'sendall "one\\n"                   ──── 4 B ───✗',
        "  ! this is never read: the other",
        "  side had closed",
        'sendall "two\\n" ✗ EPIPE           ◄┄┄┄ RST ┄┄┄┄',
        "  ! the other side has closed",
        "SIGPIPE",
        "  ! it wrote to a connection that",
        "  the other side had closed",
        "not seen, but inferred from the calls",
        "arrow: it was never read",
    ]


def test_a_client_that_is_never_accepted_stands_in_the_queue() -> None:
    story = Story("server", "client", "client 2")
    story.meet()
    story.connect("client 2", "127.0.0.1:40002")
    story.begin("client 2", "recv", 1, detail="1024")
    story.now += 5
    assert lines(story, 84, 5) == [
        ", accept was",
        "lled",
        "                                                      recv(1024)",
        "                                                        ▒ waits, 5.0 s so",
        "                                                        far",
    ]


@pytest.mark.parametrize("width", [1, 60, 61, 79, 80, 100, 140, 300])
@pytest.mark.parametrize("clients", [1, 2, 6])
def test_a_picture_is_no_wider_than_the_terminal(width: int, clients: int) -> None:
    programs = [f"client {number} 客户端" for number in range(clients)]
    story = Story("server", *programs)
    story.listen()
    for number, program in enumerate(programs, 2):
        story.connect(program, f"127.0.0.1:4000{number}")
        story.accept(number, peer=f"127.0.0.1:4000{number}")
        story.send(program, 1, "客户端 é\u0301 \x1b[2J\n".encode() * 3)
        story.receive("server", number, "客户端 é\u0301 \x1b[2J\n".encode() * 3)
    drawn = text_of(story.layout(), width)
    assert max(map(cell_len, drawn.splitlines())) <= max(width, 60)
    assert "\x1b" not in drawn
