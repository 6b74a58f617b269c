"""The command line: exit 0 done, 1 refused with one plain line, 2 wrong usage."""
