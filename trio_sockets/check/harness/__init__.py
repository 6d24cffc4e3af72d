"""Programs under test, and the checker's connections with them."""
