"""Recordings of programs, and their interpretation: pure, without I/O, clock or Trio."""
