"""The table of a class, as a page and as CSV, and the questions to its teacher."""
