"""The plain-English check, and the reading panel that signs the exact words the public will see."""
