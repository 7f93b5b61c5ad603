"""A second author: the page that says what is wanted, and their answer, taken apart and proved."""
