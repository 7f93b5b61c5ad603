"""Stage 6: what the paper's sentences and displays say that its symbols mean."""
