"""Reading files and command lines that a person wrote."""
