"""Text for people; it knows nothing of checks."""
