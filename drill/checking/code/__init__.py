"""Answers in NumPy: read by a whitelist, run by an interpreter of our own, compared on random arrays."""
