"""My work: what waits for me."""
