"""A module for each family of answer kinds: how an answer is judged, and what may be off with it."""
