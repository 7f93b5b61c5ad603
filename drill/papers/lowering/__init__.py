"""Formulas that compute: from a typed statement to arithmetic, NumPy code, and numbers to put in."""
