"""Conclusions from the record of the games. All of this is pure."""
