"""Learning the dialect of a program by playing with it."""
