"""The Trio clients: typed ones to build on, and the terminal programs made of them."""
