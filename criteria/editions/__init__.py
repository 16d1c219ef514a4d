"""Editions of the standard: what they ask, read from files and held to be sound."""
