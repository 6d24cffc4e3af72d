"""Scores: a record of every game that was won or lost, its store, and who plays best."""
