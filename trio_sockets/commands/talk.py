"""``trio-sockets talk``: any service, by hand or in a pipe."""

import sys
from typing import Annotated

from trio_sockets.address import TcpAddress
from trio_sockets.client.connect import TIMEOUT, open_stream
from trio_sockets.client.stdin import read_stdin
from trio_sockets.client.talk import (
    EndedBy,
    PipeOutput,
    TerminalOutput,
    without_byte_order_mark,
)
from trio_sockets.client.talk import talk as talk_to
from trio_sockets.commands.help.about import about
from trio_sockets.commands.options.client import TlsClientOptions
from trio_sockets.commands.options.words import DONE, END_KEYS, AddressWord, LangWord, Seconds
from trio_sockets.commands.reader import reader
from trio_sockets.services import all_services
from trio_sockets.words import say

_ENDS = {
    EndedBy.US: say("You ended the conversation."),
    EndedBy.SERVER: say("The server closed the connection."),
}

_SERVICES = {service.port: name for name, service in all_services().items()}


async def talk(
    address: Annotated[
        AddressWord, about(say("Where it is: HOST:PORT, :PORT, [V6]:PORT or unix:PATH."))
    ],
    /,
    *,
    timeout: Annotated[  # noqa: ASYNC109 - it is handed on
        Seconds,
        about(
            say(
                "Seconds to wait for the connection, and for the last replies after the input's "
                "end, or none."
            )
        ),
    ] = TIMEOUT,
    tls: TlsClientOptions = TlsClientOptions(),
    lang: LangWord = None,
) -> int:
    """Talk to any service, both directions at once; also in a pipe.

    What comes in is sent unchanged, but for a byte order mark at its begin.
    """
    translate = reader.speaks(lang)
    terminal = sys.stdout.isatty()
    show = TerminalOutput(sys.stdout) if terminal else PipeOutput(sys.stdout.buffer)
    service = _SERVICES.get(address.port, "text") if isinstance(address, TcpAddress) else "text"
    with tls.reaching(address, service) as secure:
        stream = await open_stream(address, timeout=timeout, tls=secure)
    async with stream:
        if terminal:
            begin = say("Connected to {address}.", address=address)
            if sys.stdin.isatty():
                begin = say("Connected to {address}. {keys} ends.", address=address, keys=END_KEYS)
            sys.stderr.write(f"{begin.read(translate)}\n")
        read = without_byte_order_mark(read_stdin)
        try:
            ended_by = await talk_to(stream, read, show, timeout=timeout)
        except* KeyboardInterrupt:
            if terminal and sys.stderr.isatty():
                words = say("You interrupted the conversation.").read(translate)
                sys.stderr.write(f"\n{words}")  # the end of line follows
            raise
        if terminal:
            sys.stderr.write(f"{_ENDS[ended_by].read(translate)}\n")
    return DONE
