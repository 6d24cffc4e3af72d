"""The checks there are: `trio_sockets.check.checks.listed` puts them in their order."""
