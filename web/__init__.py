"""Pages for cities and reviewers."""
