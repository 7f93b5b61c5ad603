"""A module for each family of answer kinds: how an answer is judged, and how a wrong one is diagnosed."""
