"""Rooms that many servers share, kept by Valkey or Redis. It needs the extra ``cluster``."""
