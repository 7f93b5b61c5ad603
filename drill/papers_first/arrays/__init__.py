"""Shapes, and sides of formulas as arrays: NumPy and, by other rules, one entry."""
