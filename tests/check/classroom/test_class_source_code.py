"""What the source of a program tells of its address."""

from pathlib import Path

from trio_sockets.check.classroom.programs.source_code import (
    MOST_PORTS,
    other_hosts_in,
    ports_in,
    source_of,
)

CLIENT = """
SIZE = 4096
year = 2025
HOST, PORT = "192.168.1.20", 12_345
data = s.recv(2048)
s.connect(("127.0.0.1", PORT))
version = "1.2.3.4444.5"
"""


def test_a_port_comes_first_and_lengths_of_buffers_last() -> None:
    assert ports_in(CLIENT) == [12345, 2025, 4096, 2048]


def test_a_source_full_of_numbers_is_not_tried_for_ever() -> None:
    assert len(ports_in("\n".join(map(str, range(3000, 9000))))) == MOST_PORTS


def test_only_other_machines_are_hosts_elsewhere() -> None:
    assert other_hosts_in(CLIENT + "0.0.0.0 999.1.1.1 255.255.255.255") == ["192.168.1.20"]


def test_all_sources_of_a_submission_are_read(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "ports.PY").write_text("PORT = 5001")
    (tmp_path / "client.py").write_bytes(b"PORT = 5002 # caf\xe9")
    (tmp_path / "notes.txt").write_text("port 5003")
    assert sorted(ports_in(source_of(tmp_path))) == [5001, 5002]
    assert source_of(tmp_path / "nowhere") == ""
