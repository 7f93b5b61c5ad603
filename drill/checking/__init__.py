"""Judging typed answers: what is expected, how it is read, and the verdict with its diagnosis."""
