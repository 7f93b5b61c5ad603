"""What is known of a paper's symbols, and by whom: the sheet as a file, the table in memory, and the
types."""
