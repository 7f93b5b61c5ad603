"""Slips that people make in a formula, proved to be slips, and options of one sort."""
