"""The games that the learner plays with a client: it is the server, and speaks in many ways."""
