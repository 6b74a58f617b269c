"""Work that waits: written in the command's own transaction, delivered by the worker."""
