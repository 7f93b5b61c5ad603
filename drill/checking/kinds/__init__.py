"""The kinds of answers: a module per family, with the classes of its specs and its rows, ``ROWS``."""
