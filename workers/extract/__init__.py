"""Reads documents of every kind, in a child process that may be killed at any time."""
