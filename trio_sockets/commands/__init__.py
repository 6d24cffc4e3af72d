"""The subcommands, a file each, and their options. `trio_sockets.cli` puts them together."""
