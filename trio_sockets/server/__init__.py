"""The Trio server: listeners, one task per client, deadlines, limits, drain."""
