"""Kinds of exercises, a module each: `drafts(paper)` gives drafts, or why there is none."""
