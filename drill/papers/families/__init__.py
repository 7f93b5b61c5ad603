"""Families of moves, a file each: patterns that are found in formulas, and the skills that drill them.

`family_file` reads a file and has those that come with the program; `move_links` finds what of them is in a
paper's lines, and which guard refuses it. `lone_formula` reads a formula without a paper.
"""
