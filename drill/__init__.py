"""drill: a terminal trainer for the mathematics behind deep-learning papers."""

__version__ = "0.2.0"
