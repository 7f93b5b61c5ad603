"""Sides of formulas as arithmetic of numbers: which numbers suit, and what they come to."""
