"""The worked example: a fictional city, its papers, and what a reviewer said."""
