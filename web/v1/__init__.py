"""The API for programs, version 1: the same verbs as the pages, as typed values."""
