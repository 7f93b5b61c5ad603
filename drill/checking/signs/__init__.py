"""Formulas sign by sign, however they are spelled: what is due where nothing can be computed."""
