"""A made-up borough with its people, questions, answers and reports, made by the real commands."""
