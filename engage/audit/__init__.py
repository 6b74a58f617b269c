"""Who did what, when, and who looked: append-only, sealed into a chain of hashes."""
