"""What is asked of formulas, each key against a computation that is not the program's."""
