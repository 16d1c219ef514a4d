"""What a document tells of itself: its kind, its dates, its acts."""
