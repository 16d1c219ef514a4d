"""Breaks an installation in every way that can be thought of: make chaos."""
