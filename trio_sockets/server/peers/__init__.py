"""An accepted client before its conversation: its name, its proxy, and TLS."""
