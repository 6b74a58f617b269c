"""Engage: where a borough's residents and its services plan together, and see what came of it."""
