"""See what happened to my answer."""
