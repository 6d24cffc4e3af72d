"""The launcher of one program within limits; it imports nothing from trio_sockets."""
