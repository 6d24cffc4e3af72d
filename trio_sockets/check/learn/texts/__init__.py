"""The conversations that the learner holds with a text server, and what they show."""
