"""``trio-sockets talk``: any service, by hand or in a pipe."""

import sys

from trio_sockets.client.connect import TIMEOUT, open_stream
from trio_sockets.client.stdin import read_stdin
from trio_sockets.client.talk import PipeOutput, TerminalOutput
from trio_sockets.client.talk import talk as talk_to
from trio_sockets.commands.client_options import TlsClientOptions
from trio_sockets.commands.words import DONE, AddressWord, Seconds

EXAMPLES = """Examples:

    trio-sockets talk :50008
    echo DATENOW | trio-sockets talk :50008
    trio-sockets talk lab.example:50008 --tls-ca ca.pem
"""


async def talk(
    address: AddressWord,
    /,
    *,
    timeout: Seconds = TIMEOUT,  # noqa: ASYNC109 - it is handed on
    tls: TlsClientOptions = TlsClientOptions(),  # noqa: B008 - it is frozen
) -> int:
    """Talk to any service, both directions at once; also in a pipe.

    Parameters
    ----------
    address: Address
        Where it is: HOST:PORT, :PORT, [V6]:PORT or unix:PATH.
    timeout: float | None
        Seconds to wait for the connection, and for the last replies after the input's end, or none.
    """
    terminal = sys.stdout.isatty()
    show = TerminalOutput(sys.stdout) if terminal else PipeOutput(sys.stdout.buffer)
    secure = tls.context(address)
    async with await open_stream(address, timeout=timeout, tls=secure) as stream:
        if terminal:
            sys.stderr.write(f"Connected to {address}. Ctrl-D ends.\n")
        await talk_to(stream, read_stdin, show, timeout=timeout)
        if terminal:
            sys.stderr.write("The server closed the connection.\n")
    return DONE
