"""The keyword arguments of `serve`, in one type, so that functions can pass them on."""

import ssl
from collections.abc import Iterable
from typing import TypedDict

from trio_sockets.server.deadlines import Deadlines
from trio_sockets.server.limits import Limits
from trio_sockets.server.peers.proxy import Proxies, parse_proxies
from trio_sockets.server.scorekeeper import Scorekeeper
from trio_sockets.server.totals import Totals


class ServeOptions(TypedDict, total=False):
    """The keyword arguments of `serve` and of `serve_listeners`. Each may be left out.

    :param deadlines: the timeouts of every conversation, in seconds; `Deadlines()` by default.
    :param limits: the caps on clients; `Limits()` by default.
    :param fast: whether sockets use the fast path, on systems that have one (Linux); True by
        default. Only the speed differs.
    :param tls: a server's context with its certificate, such as ``Certificate.context``: all TCP
        endpoints then speak TLS. Unix sockets stay plain, as nobody can eavesdrop on them. None,
        the default, is plain TCP.
    :param proxies: the trusted proxies, which must send a PROXY header: words for `parse_proxies`,
        such as ``["10.0.0.0/8", "unix"]``, or its result; none by default.
    :param totals: counts events; None, the default, counts nothing.
    :param scores: keeps the games of services that are given as words, and runs as long as the
        server. At the end, the server waits until all games are kept, but no longer than for
        conversations. Services given as `Endpoint` objects report games by ``Service.on_end``.
    :param log_repeats: whether each client that has gone has a line in the log, even if thousands
        of one host end in the same way; by default, one line then counts most of them.
    """

    deadlines: Deadlines
    limits: Limits
    fast: bool
    tls: ssl.SSLContext | None
    proxies: Proxies | Iterable[str]
    totals: Totals | None
    scores: Scorekeeper | None
    log_repeats: bool


def check_names(options: ServeOptions) -> None:
    """Check that each name is an option of `serve`, for callers without a type checker.

    :raises TypeError: a name is not an option.
    """
    if unknown := sorted(options.keys() - ServeOptions.__optional_keys__):
        raise TypeError(f"serve() got an unexpected keyword argument {unknown[0]!r}")


def read_proxies(options: ServeOptions) -> Proxies:
    """Return the trusted proxies in the options.

    :raises ValueError: a word is neither an address, nor a network, nor ``unix``.
    """
    proxies = options.get("proxies", ())
    if isinstance(proxies, str):  # else each character would be taken for a word
        raise ValueError(f"proxies are a list of words: write [{proxies!r}]")  # noqa: TRY004 - likewise
    return proxies if isinstance(proxies, Proxies) else parse_proxies(map(str, proxies))
