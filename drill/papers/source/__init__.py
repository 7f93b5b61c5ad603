"""Stages 1 to 4: a paper's source, opened, flattened, its macros expanded, its displays in their blocks."""
