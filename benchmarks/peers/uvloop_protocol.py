"""The protocol of asyncio, on uvloop: the fastest that Python's usual tools offer."""

import uvloop

from benchmarks.peers.asyncio_protocol import serve
from benchmarks.peers.work import options

if __name__ == "__main__":
    uvloop.run(serve(options()))
