"""A paper's formulas: its source read, its sheet filled, its exercises drafted, reviewed and written."""
