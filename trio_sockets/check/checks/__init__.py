"""The checks of servers and of clients; the module `listed` of each folder gives their order."""
