"""Reads the free sentences of a student's game server. All of it is pure."""
