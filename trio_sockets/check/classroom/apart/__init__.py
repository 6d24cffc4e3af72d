"""Grading a submission in a process of its own, with a network of its own."""
