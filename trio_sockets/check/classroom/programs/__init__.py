"""Building and checking the programs of one submission."""
