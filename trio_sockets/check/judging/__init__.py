"""Helpers of judges: they read replies, ends, games and times from transcripts."""
