"""The options of the commands, as cyclopts reads them from flags, environment and TOML."""
