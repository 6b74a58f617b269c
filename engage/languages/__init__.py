"""What we publish, in every language we promise, each text bound to the source it translates."""
