"""Grading servers and clients of the lab sheet, written by anybody in any language."""
