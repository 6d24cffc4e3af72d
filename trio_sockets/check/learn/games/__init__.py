"""The games that the learner plays."""
