"""Stages 8 and 9: decisions, records and the bank's own file."""
