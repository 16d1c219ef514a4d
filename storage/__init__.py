"""What outlives a process: rows, documents, the queue."""
