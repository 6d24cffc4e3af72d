"""The languages of programs under check, and the name of each thing in each language."""
