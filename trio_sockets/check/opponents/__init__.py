"""The servers that a client under test talks to."""
