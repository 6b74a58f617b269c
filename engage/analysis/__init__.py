"""What the answers say: themes, which answer speaks of which, and whom the words are about."""
