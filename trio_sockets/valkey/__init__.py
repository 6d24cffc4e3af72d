"""Valkey or Redis: its address, connections to it, and its faults as sentences."""
