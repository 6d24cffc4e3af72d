"""The record of the games: the messages to a program, and its replies."""
