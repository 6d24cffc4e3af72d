"""Values: what happened in a check, what was expected, and the verdict."""
