"""You said, we did: what people said, what was done about it, and every promise made."""
