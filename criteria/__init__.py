"""What a city must show, how its evidence is found, and how it is scored: pure."""
