"""Rows that try to fool the checker, labelled by an oracle of their own; run with ``python -m``."""
