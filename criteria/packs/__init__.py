"""Packs of rules: read, amended, and prepared for matching."""
