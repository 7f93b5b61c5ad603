"""A conservative reading of papers' formulas: what is accepted prints back to the very same tokens."""
