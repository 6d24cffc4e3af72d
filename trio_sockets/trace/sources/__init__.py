"""Sources of events: Python programs, system calls, or a relay in between."""
