"""How pages become words, sentences and blocks that can be searched."""
