"""Knowledge of a paper's symbols, with its origins: the sheet as a file, the table in memory, and the
types."""
