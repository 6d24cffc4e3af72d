"""HTTP as an origin server speaks it, as transcripts: RFC 9110 and RFC 9112 say what is right."""

import re
from itertools import pairwise

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_sockets.web.page import Page, one_line
from trio_sockets.web.session import MAX_BODY, MAX_HEAD, MAX_LINE, HttpSession

PATHS = ("/metrics", "/healthz")
HOST = "Host: a\r\n"


def ask(method: str, target: str, fields: str = "", version: str = "1.1", body: str = "") -> str:
    head = f"{method} {target} HTTP/{version}\r\n{HOST}"
    return head + (f"{fields}\r\n\r\n" if fields else "\r\n") + body


GET = ask("GET", "/healthz")
TAIL = ask("GET", "/metrics", "Connection: close")
OK = "200 ok /healthz"


def said(*chunks: bytes) -> tuple[bytes, bool]:
    """Return all that the chunks are answered, and whether that was the last."""
    session, answers = HttpSession(PATHS), b""
    for chunk in chunks:
        if session.finished:
            break
        session.receive_data(chunk)
        while (asked := session.next_request()) is not None:
            page = asked if isinstance(asked, Page) else one_line(200, f"ok {asked}")
            answers += session.respond(page, 784111777.0)
    return answers, session.finished


def read(answers: bytes, requests: str) -> list[str]:
    """Read the answers with h11, as their client; give each as a line, with its body's."""
    client, lines = h11.Connection(h11.CLIENT), []
    client.receive_data(answers)
    methods = re.findall(r"(?:^|\r?\n)([A-Z]+) \S+ HTTP/\d\.\d", requests) or ["GET"]
    while client.trailing_data[0] or client.our_state is not h11.IDLE:
        method = methods.pop(0) if methods else "GET"
        client.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
        client.send(h11.EndOfMessage())
        response = client.next_event()
        assert isinstance(response, h11.Response)
        body = b""
        while isinstance(event := client.next_event(), h11.Data):
            body += event.data
        if event is h11.NEED_DATA:  # a body as long as the connection
            client.receive_data(b"")
            event = client.next_event()
        assert isinstance(event, h11.EndOfMessage)
        lines.append(f"{response.status_code} {body.decode().rstrip()}".rstrip())
        if client.their_state is not h11.DONE:
            break
        client.start_next_cycle()
    return lines


def statuses(requests: str) -> list[str]:
    answers, _ = said(requests.encode("latin-1"))
    return [line.partition(" ")[0] for line in read(answers, requests)]


CHUNKED = ask(
    "POST", "/metrics", "Transfer-Encoding: CHUNKED", body="3;a=b\r\nabc\r\n0\r\nT: u\r\n\r\n"
)
ANSWERED: dict[str, tuple[str, list[str], bool]] = {
    "keep-alive": (GET, [OK], False),
    "close": (TAIL, ["200 ok /metrics"], True),
    "pipelined": (GET + GET + TAIL, [OK, OK, "200 ok /metrics"], True),
    "nothing after close": (TAIL + GET, ["200 ok /metrics"], True),
    "HTTP/1.0": ("GET /healthz HTTP/1.0\r\n\r\n", [OK], True),
    "HTTP/1.0 that would stay": (
        ask("GET", "/healthz", "Connection: keep-alive", "1.0"),
        [OK],
        True,
    ),
    "a later minor version": (ask("GET", "/healthz", version="1.9"), [OK], False),
    "bare LF": ("GET /healthz HTTP/1.1\nHost: a\n\n", [OK], False),
    "empty lines first": ("\r\n\r\n\n" + GET, [OK], False),
    "spaces": (GET.replace("Host: a", "hOST:\t a \t"), [OK], False),
    "an empty host": (GET.replace("Host: a", "Host:"), [OK], False),
    "absolute form": (ask("GET", "http://b:1/healthz"), [OK], False),
    "not normalised": (ask("GET", "/a/../%68ealthz?q"), [OK], False),
    "accept": (ask("GET", "/healthz", "Accept: image/png"), [OK], False),
    "head": (ask("HEAD", "/healthz") + TAIL, ["200", "200 ok /metrics"], True),
    "head of nothing": (ask("HEAD", "/x") + GET, ["404", OK], False),
    "options": (ask("OPTIONS", "*") + ask("OPTIONS", "/healthz"), ["200", "200"], False),
    "options by a proxy": (ask("OPTIONS", "http://b"), ["200"], False),
    "nothing": (ask("GET", "/x") + GET, ["404 try /metrics, /healthz", OK], False),
    "nothing to change": (ask("POST", "/x"), ["404 try /metrics, /healthz"], False),
    "a body": (ask("GET", "/healthz", "Content-Length: 3", body="abc") + GET, [OK, OK], False),
    "a chunked body": (CHUNKED + GET, ["405 send GET, HEAD, OPTIONS", OK], False),
    "a long body": (ask("GET", "/healthz", f"Content-Length: {MAX_BODY + 1}"), [OK], True),
    "expect": (ask("GET", "/healthz", "Expect: 100-Continue\r\nContent-Length: 3"), [OK], True),
    "HTTP/1.0 expects": (ask("GET", "/healthz", "Expect: tea", version="1.0"), [OK], True),
    "upgrade": (
        ask("GET", "/healthz", "Upgrade: h2c\r\nConnection: upgrade") + GET,
        [OK, OK],
        False,
    ),
}


@pytest.mark.parametrize(("requests", "answers", "finished"), ANSWERED.values(), ids=ANSWERED)
def test_requests_are_answered_however_they_are_cut(
    requests: str,
    answers: list[str],
    finished: bool,  # noqa: FBT001
) -> None:
    whole = said(requests.encode())
    assert (read(whole[0], requests), whole[1]) == (answers, finished)
    assert said(*(bytes([byte]) for byte in requests.encode())) == whole


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (GET.replace(HOST, ""), "400"),
        (GET.replace(HOST, "").replace("1.1", "1.2"), "400"),
        (GET.replace(HOST, HOST + "host: b\r\n"), "400"),
        (GET.replace("Host: a", "Host: a b"), "400"),
        (GET.replace("Host: a", "Host: u@a"), "400"),
        (GET.replace("1.1", "1.0").replace(HOST, 2 * HOST), "400"),
        (GET.replace("Host:", "Host :"), "400"),
        (GET.replace("Host: a", "Host: a\r\n \tb: c\r\nNo"), "400"),
        (GET.replace("Host: a", "Host: a\r\nA: \0"), "400"),
        (GET.replace(" /", "  /"), "400"),
        (GET.replace("/healthz", "healthz"), "400"),
        (GET.replace("/healthz", "*"), "400"),
        (GET.replace("/healthz", "/%zz"), "400"),
        (GET.replace("/healthz", "/healthz#a"), "400"),
        (GET.replace("/healthz", "/\xe9"), "400"),
        (GET.replace("/healthz", "http://u:p@b/healthz"), "400"),
        (GET.replace("/healthz", "https://b/healthz"), "421"),
        (GET.replace("HTTP", "http"), "400"),
        (GET.replace("HTTP/1.1", "HTTP/1"), "400"),
        (GET.replace("HTTP/1.1", "HTTP/11.1"), "400"),
        (GET.replace("GET", "G@T"), "400"),
        (GET.replace("1.1", "2.0"), "505"),
        (GET.replace("1.1", "0.9"), "505"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"),
        (GET.replace("GET", "BREW"), "501"),
        (GET.replace("GET", "get"), "501"),
        *((ask(word, "/metrics"), "405") for word in ("POST", "PUT", "DELETE", "PATCH", "TRACE")),
        ("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", "405"),
        (GET.replace(HOST, HOST + "Expect: tea\r\n"), "417"),
        (GET.replace(HOST, HOST + "Content-Length: x\r\n"), "400"),
        (GET.replace(HOST, HOST + "Content-Length: -1\r\n"), "400"),
        (GET.replace(HOST, HOST + "Content-Length: 1\r\nContent-Length: 2\r\n"), "400"),
        (GET.replace(HOST, HOST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"), "400"),
        (GET.replace(HOST, HOST + "Transfer-Encoding: chunked\r\n").replace("1.1", "1.0"), "400"),
        (GET.replace(HOST, HOST + "Transfer-Encoding: gzip\r\n"), "501"),
        (GET.replace(HOST, HOST + "Transfer-Encoding: chunked\r\n") + "zz\r\n", "400"),
        ("GET /healthz\r\n", "400"),
        ("nonsense\n", "400"),
        ("\x16\x03\x01\x02\x00\x01\x00", "400"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "400"),
        ("\xff", "400"),
        ("GET /" + MAX_LINE * "a", "414"),
        (GET.replace("/healthz", "/" + MAX_LINE * "a"), "414"),
        (GET.replace("Host: a", "Host: a\r\nA: " + MAX_HEAD * "b"), "431"),
        (GET.replace("\r\n\r\n", "\r\nA: " + MAX_HEAD * "b"), "431"),
        (GET.replace("Host: a", "Host: a" + MAX_HEAD // 4 * "\r\na:b"), "431"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_status_however_it_is_cut(request_: str, status: str) -> None:
    raw = request_.encode("latin-1")
    assert statuses(request_)[0] == status
    assert said(*(raw[i : i + 1000] for i in range(0, len(raw), 1000))) == said(raw)
    if len(raw) < 1000:
        assert said(*(bytes([byte]) for byte in raw)) == said(raw)


@pytest.mark.parametrize("status", ["400", "405", "417", "501", "505"])
def test_a_head_never_gets_a_body(status: str) -> None:
    head = {
        "400": "HEAD /healthz HTTP/1.1\r\n\r\n",
        "405": "HEAD /healthz HTTP/1.1\r\nbad\r\n\r\n",
        "417": "HEAD /healthz HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n",
        "501": "HEAD /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
        "505": "HEAD /healthz HTTP/3.0\r\n\r\n",
    }[status]
    answers, _ = said(head.encode())
    assert answers.endswith(b"\r\n\r\n")
    assert answers.count(b"\r\n\r\n") == 1


@pytest.mark.parametrize(
    "requests",
    [
        GET + GET.replace("Host: a", "Host: a b"),
        "GET / HTTP/2.0\r\n\r\n",
        ask("CONNECT", "a:1"),
    ],
)
def test_what_cannot_be_trusted_is_the_last(requests: str) -> None:
    answers, finished = said((requests + GET).encode())
    assert finished
    assert answers.count(b"HTTP/1.1 ") == requests.count("HTTP/")
    assert answers.count(b"Connection: close\r\n") == 1


def test_an_answer_has_the_fields_that_it_must_have() -> None:
    answers, _ = said(GET.encode())
    assert answers == (
        b"HTTP/1.1 200 OK\r\n"
        b"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        b"Cache-Control: no-store\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Length: 12\r\n"
        b"\r\n"
        b"ok /healthz\n"
    )
    headed, _ = said(b"HEAD" + GET[3:].encode())
    assert headed == answers.removesuffix(b"ok /healthz\n")


@pytest.mark.parametrize("method", ["POST", "CONNECT", "OPTIONS"])
def test_the_methods_that_there_are_come_with_what_has_another(method: str) -> None:
    answers, _ = said(GET.replace("GET", method).encode())
    assert b"Allow: GET, HEAD, OPTIONS\r\n" in answers


def test_the_end_before_a_request_is_an_end_and_within_one_a_bad_request() -> None:
    assert said(b"") == (b"", True)
    assert said(b"\r\n\r", b"") == (b"", True)
    assert said(GET.encode(), b"") == (said(GET.encode())[0], True)
    assert said((GET + GET).encode(), b"")[0] == 2 * said(GET.encode())[0]
    for cut in ("GET / HT", GET[:-2], GET.replace(HOST, HOST + "Content-Length: 3\r\n") + "ab"):
        answers, finished = said(cut.encode(), b"")
        assert (answers[:12], finished) == (b"HTTP/1.1 400", True)


def test_a_chunked_body_is_read_to_a_bound() -> None:
    head = GET.replace(HOST, HOST + "Transfer-Encoding: chunked\r\n").encode()
    chunk = b"1000\r\n" + bytes(0x1000) + b"\r\n"
    assert said(head + (MAX_BODY // 0x1000) * chunk) == (b"", False)
    answers, finished = said(head, *(MAX_BODY // 0x1000 + 1) * [chunk])
    assert (answers[:12], finished) == (b"HTTP/1.1 200", True)


@pytest.mark.parametrize(
    "begun", ["G", "\r", "GET / HTTP/1.1\r\n", ask("GET", "/", "Content-Length: 3")]
)
def test_time_is_up_for_a_request_that_has_begun(begun: str) -> None:
    session = HttpSession(PATHS)
    assert session.time_out() is None
    session.receive_data(begun.encode())
    assert session.next_request() is None
    late = session.time_out()
    assert late is not None
    assert session.respond(late, 0).startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert session.finished


LINES = st.sampled_from(
    [
        *(GET, TAIL, "HEAD / HTTP/1.1\r\n", "POST /metrics HTTP/1.0\r\n", HOST, "\r\n", "abc"),
        *("Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n", "0\r\n\r\n"),
        *(" folded\r\n", "Expect: 100-continue\r\n", "\n", "A: b\r\n", "\r", "\0", ":"),
        *("CONNECT a:1 HTTP/1.1\r\n", "Upgrade: a\r\n"),
    ]
)


@given(st.lists(LINES), st.lists(st.integers(0, 400)), st.booleans())
def test_any_bytes_are_answered_alike_however_they_are_cut(
    parts: list[str],
    cuts: list[int],
    ends: bool,  # noqa: FBT001
) -> None:
    sent = "".join(parts).encode()
    edges = sorted({0, len(sent), *(cut for cut in cuts if cut < len(sent))})
    chunks = [sent[a:b] for a, b in pairwise(edges)]
    eof = [b""] if ends else []
    assert said(*chunks, *eof) == said(*([sent] if sent else []), *eof)


@given(st.binary())
def test_no_bytes_raise(sent: bytes) -> None:
    said(*([sent] if sent else []), b"")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8080", 200),
        ("[::1]:8080", 421),
        ("localhost.evil.example", 421),
        ("evil.example:8080", 421),
    ],
)
def test_a_site_may_have_names_of_its_own(host: str, status: int) -> None:
    session = HttpSession(PATHS, lambda name: name == "localhost")
    session.receive_data(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    asked = session.next_request()
    page = asked if isinstance(asked, Page) else one_line(200, "ok")
    assert session.respond(page, 0).startswith(f"HTTP/1.1 {status} ".encode())
    assert session.finished is (status == 421)


def test_a_page_may_have_fields_of_its_own() -> None:
    session = HttpSession(PATHS)
    session.receive_data(GET.encode())
    session.next_request()
    page = Page(200, "text/html", b"x", headers=(("X-Content-Type-Options", "nosniff"),))
    assert b"\r\nx-content-type-options: nosniff\r\n" in session.respond(page, 0).lower()
