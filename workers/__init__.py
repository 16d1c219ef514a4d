"""What takes time or needs no browser: reading, tasks, the command line."""
