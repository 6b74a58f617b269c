"""Numbers that may leave the house: columns of codes, and counts after disclosure control."""
