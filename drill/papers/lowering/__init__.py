"""Formulas that compute: from a typed statement to arithmetic, NumPy code, and numbers."""
