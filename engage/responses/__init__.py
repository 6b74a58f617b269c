"""What people answer: the journey, the draft, the response and its versions."""
