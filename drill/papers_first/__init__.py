"""A paper's formulas become exercises: stages, each a pure function that hands on data and notes.

Intake and flattening give one ``Manuscript``; macros, displays, references and algorithm boxes make a
``Document`` of it; formulas are parsed, symbols explained, exercises drafted, reviewed and written as a bank.
"""
