"""The full record of a consultation: one file for a court, a committee or a request."""
