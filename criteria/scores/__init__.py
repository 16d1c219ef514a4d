"""What confirmed evidence amounts to: score, gaps, proof, and the ways on."""
