"""Writing the learned dialect to a file."""
