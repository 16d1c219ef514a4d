"""Makes the worked example's documents from their readable sources."""
