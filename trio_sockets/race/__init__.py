"""Where races are held: what keeps the rooms of `trio_sockets.protocol.race`."""
