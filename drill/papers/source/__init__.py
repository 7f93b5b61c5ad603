"""Stages 1 to 4: open a paper's source, flatten it, expand its macros, find its displays in their blocks."""
