"""The streams of asyncio, on uvloop."""

import uvloop

from benchmarks.peers.asyncio_streams import serve
from benchmarks.peers.work import options

if __name__ == "__main__":
    uvloop.run(serve(options()))
