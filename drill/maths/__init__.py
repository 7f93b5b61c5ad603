"""The language of mathematics: typed text and LaTeX to trees, trees to text, numbers and SymPy."""
