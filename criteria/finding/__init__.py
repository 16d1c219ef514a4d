"""Finding evidence: where rules hold, what is stated there, and how it ranks."""
