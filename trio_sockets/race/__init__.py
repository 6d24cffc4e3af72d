"""The keepers of the rooms of `trio_sockets.protocol.race`."""
