"""The race for a player: its client, and the program in the terminal."""
