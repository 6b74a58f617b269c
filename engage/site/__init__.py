"""The home page, and the pages every public site must have."""
