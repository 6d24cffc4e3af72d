"""Grading of servers and clients of the lab sheet, in any programming language."""
