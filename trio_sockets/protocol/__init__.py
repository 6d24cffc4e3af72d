"""The pure core: bytes in, bytes out, and nothing else.

Nothing here imports Trio, opens a socket, reads a clock, draws a random number or writes a log;
``tests/protocol/test_purity.py`` proves it. Time, secrets and limits arrive as arguments.
"""
