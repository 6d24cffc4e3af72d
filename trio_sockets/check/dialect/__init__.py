"""Dialects: how a class writes the messages of its protocol."""
