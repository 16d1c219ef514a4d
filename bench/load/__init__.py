"""Measures how much an installation takes, and how fast: make load."""
