"""The reports: on the terminal, and as files for people and for learning platforms."""
