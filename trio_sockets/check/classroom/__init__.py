"""Grading of a whole class: a folder of submissions, each run in a sandbox."""
