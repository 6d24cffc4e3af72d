"""The submissions of a class, and the programs to grade in each."""
