"""The help pages of the commands, in the reader's language."""
