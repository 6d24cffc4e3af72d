"""Running failed checks again under trace, after all verdicts, for pictures of their calls."""
