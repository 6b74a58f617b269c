"""Who is taking part: dated standard questions, and answers kept apart under their own keys."""
