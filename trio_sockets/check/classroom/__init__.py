"""Grading a whole class: a folder of submissions, each in bounds that it cannot leave."""
