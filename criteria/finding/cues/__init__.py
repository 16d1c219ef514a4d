"""Cue words by language, as data, and the reader of them."""
